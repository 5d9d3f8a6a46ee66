// SPDX-License-Identifier: Apache-2.0
package org.aiperf.device;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class DeviceSetTest {

    @Test
    void identifiersCountAsCudaCountsThem() {
        assertThat(DeviceSet.ofAddresses(List.of("1", "0"), "").gpus()).containsExactly(1, 0);
        assertThat(DeviceSet.ofAddresses(List.of("GPU-b"), "GPU-a,GPU-b").gpus())
                .containsExactly(1);
        assertThat(DeviceSet.ofAddresses(List.of("MIG-7"), "MIG-7").gpus()).containsExactly(0);
        assertThatThrownBy(() -> DeviceSet.ofAddresses(List.of("GPU-c"), "GPU-a"))
                .hasMessage(
                        "The address of a GPU is \"GPU-c\", which is no index and does not stand in CUDA_VISIBLE_DEVICES; take submit/get-gpus.sh as the discovery script");
    }
}

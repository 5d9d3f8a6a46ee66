// SPDX-License-Identifier: Apache-2.0
package org.aiperf.training.dl4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.aiperf.device.DeviceSet;
import org.aiperf.training.TrainingUnavailableException;
import org.junit.jupiter.api.Test;

class DeviceBindingTest {

    private final List<Integer> bound = new ArrayList<>();

    @Test
    void bindsToTheAssignedGpuAndLeavesTheCpuAlone() {
        binding(4).bind(new DeviceSet(List.of(3)));
        binding(0).bind(DeviceSet.CPU);

        assertThat(bound).containsExactly(3);
    }

    @Test
    void aGpuThatTheLibraryDoesNotSeeIsTheExecutorsFault() {
        assertThatThrownBy(() -> binding(2).bind(new DeviceSet(List.of(2))))
                .isInstanceOf(TrainingUnavailableException.class)
                .hasMessageContaining("GPU 2")
                .hasMessageContaining("sees 2");
        assertThatThrownBy(() -> binding(0).bind(new DeviceSet(List.of(0))))
                .isInstanceOf(TrainingUnavailableException.class)
                .hasMessageContaining("-Dcuda");
        assertThat(bound).isEmpty();
    }

    @Test
    void aGpuThatIsTooNewIsToldWhatToTake() {
        assertThatThrownBy(() -> binding(2).bind(new DeviceSet(List.of(1))))
                .isInstanceOf(TrainingUnavailableException.class)
                .hasMessageContaining("GPU 1 has compute capability 9.0")
                .hasMessageContaining("-Plibtorch-cuda");
        assertThat(bound).isEmpty();
    }

    @Test
    void refusesABuildThatDoesNotFit() {
        assertThat(Dl4jTrainer.deviceProblem(2, true)).isEmpty();
        assertThat(Dl4jTrainer.deviceProblem(1, false).orElseThrow()).contains("-Dcuda");
        assertThat(Dl4jTrainer.deviceProblem(0, true).orElseThrow()).contains("spark.task.resource.gpu.amount");
        assertThat(Dl4jTrainer.deviceProblem(1, true)).isEmpty();
        assertThat(Dl4jTrainer.deviceProblem(0, false)).isEmpty();
    }

    private DeviceBinding binding(int visible) {
        return new DeviceBinding(() -> visible, gpu -> gpu == 1 ? 90 : 89, bound::add);
    }
}

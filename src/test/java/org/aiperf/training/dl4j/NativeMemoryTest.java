// SPDX-License-Identifier: Apache-2.0
package org.aiperf.training.dl4j;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class NativeMemoryTest {

    @Test
    void isWhatTheHeapLeavesAndJavaCppAllows() {
        assertThat(new NativeMemory(24_000, 4_000, 0, Map.of()).share(2)).isEqualTo(10_000);
        assertThat(new NativeMemory(24_000, 4_000, 6_000, Map.of()).share(2)).isEqualTo(3_000);
        assertThat(new NativeMemory(24_000, 4_000, 90_000, Map.of()).share(1)).isEqualTo(20_000);
        assertThat(NativeMemory.ofProcess().share(1)).isPositive();
    }

    @Test
    void saysWhenTheProcessWouldKeepTheMemoryOfTrials() {
        assertThat(new NativeMemory(2, 1, 0, Map.of()).problem().orElseThrow())
                .contains("MALLOC_ARENA_MAX is not set", "spark.executorEnv.MALLOC_ARENA_MAX=2");
        assertThat(new NativeMemory(2, 1, 0, Map.of("MALLOC_ARENA_MAX", "2")).problem())
                .isEmpty();
    }
}

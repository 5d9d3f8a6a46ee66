// SPDX-License-Identifier: Apache-2.0
package org.aiperf.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Locale;
import org.aiperf.config.TrainingSettings.Arithmetic;
import org.aiperf.config.TrainingSettings.Backend;
import org.aiperf.unit.Precision;
import org.aiperf.unit.Silicon;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ArithmeticTest {

    @ParameterizedTest
    @CsvSource({
        "dl4j,     CPU,      FP16, FP32",
        "dl4j,     CPU_BF16, FP16, BF16",
        "dl4j,     CPU_BF16, FP32, FP32",
        "dl4j,     CPU_SLOW_BF16, FP16, FP32",
        "libtorch, CPU_SLOW_BF16, FP16, FP32",
        "dl4j,     GPU_BF16, FP16, FP32",
        "libtorch, CPU,      FP16, FP32",
        "libtorch, GPU,      FP16, FP32",
        "libtorch, GPU_FP16, FP16, FP16",
        "libtorch, GPU_FP16, BF16, FP32",
        "libtorch, GPU_BF16, FP16, BF16",
        "libtorch, GPU_BF16, TF32, TF32",
    })
    void takesTheFastestThatIsOfferedAndAllowed(String backend, Silicon silicon, Precision coarsest, Precision taken) {
        Backend by = Backend.valueOf(backend.toUpperCase(Locale.ROOT));
        assertThat(Arithmetic.AUTO.of(by.precisions(silicon), coarsest)).isEqualTo(taken);
    }

    @Test
    void takesWhatTheSettingsSay() {
        assertThat(Arithmetic.FP32.of(Backend.LIBTORCH.precisions(Silicon.GPU_BF16), Precision.FP16))
                .isEqualTo(Precision.FP32);
    }

    @ParameterizedTest
    @CsvSource({"6, GPU", "7, GPU_FP16", "8, GPU_BF16", "9, GPU_BF16", "12, GPU_BF16"})
    void knowsGpusByTheirComputeCapability(int major, Silicon silicon) {
        assertThat(Silicon.ofCapability(major)).isEqualTo(silicon);
    }
}

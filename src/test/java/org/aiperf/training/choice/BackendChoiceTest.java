// SPDX-License-Identifier: Apache-2.0
package org.aiperf.training.choice;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.aiperf.config.TrainingSettings.Backend;
import org.aiperf.unit.Precision;
import org.junit.jupiter.api.Test;

class BackendChoiceTest {

    private static final Libraries PLAIN = new Libraries(false, false, false);
    private static final Libraries ND4J_CUDA = new Libraries(true, false, false);
    private static final Libraries LIBTORCH = new Libraries(false, true, false);
    private static final Libraries LIBTORCH_CUDA = new Libraries(false, false, true);

    @Test
    void autoTakesDeeplearning4jWhereItTrains() {
        assertThat(taken(0, PLAIN)).isEqualTo(Backend.DL4J);
        assertThat(taken(0, LIBTORCH)).isEqualTo(Backend.DL4J);
        assertThat(taken(0, LIBTORCH_CUDA)).isEqualTo(Backend.DL4J);
        assertThat(taken(1, ND4J_CUDA)).isEqualTo(Backend.DL4J);
        assertThat(taken(1, LIBTORCH_CUDA)).isEqualTo(Backend.LIBTORCH);
        assertThat(taken(2, LIBTORCH_CUDA)).isEqualTo(Backend.LIBTORCH);
    }

    private static Backend taken(int gpus, Libraries libraries) {
        return new BackendChoice(Backend.AUTO, gpus, libraries).taken();
    }

    @Test
    void saysWhatToBuild() {
        assertThat(problem(Backend.LIBTORCH, 0, PLAIN, Precision.FP32)).contains("mvn -Plibtorch package");
        assertThat(problem(Backend.LIBTORCH, 1, LIBTORCH, Precision.FP32)).contains("mvn -Plibtorch-cuda package");
        assertThat(problem(Backend.AUTO, 1, PLAIN, Precision.FP32)).contains("-Plibtorch-cuda", "-Dcuda");
        assertThat(problem(Backend.DL4J, 2, ND4J_CUDA, Precision.FP32)).isEmpty();
        assertThat(problem(Backend.LIBTORCH, 0, LIBTORCH, Precision.BF16)).isEmpty();
        assertThat(problem(Backend.LIBTORCH, 2, LIBTORCH_CUDA, Precision.FP16)).isEmpty();
        assertThat(problem(Backend.AUTO, 0, PLAIN, Precision.FP32)).isEmpty();
    }

    @Test
    void saysInWhichArithmeticATrialCanCompute() {
        assertThat(problem(Backend.AUTO, 0, PLAIN, Precision.FP16))
                .isEqualTo(
                        "aiperf.training.precision=fp16: Deeplearning4j trains in fp32, bf16 on CPUs; choose one of these");
        assertThat(problem(Backend.LIBTORCH, 0, LIBTORCH, Precision.TF32)).contains("libtorch trains in fp32, bf16");
        assertThat(problem(Backend.AUTO, 1, LIBTORCH_CUDA, Precision.TF32)).isEmpty();
        assertThat(problem(Backend.DL4J, 1, ND4J_CUDA, Precision.BF16)).contains("trains in fp32 on GPUs");
    }

    private static String problem(Backend asked, int gpus, Libraries libraries, Precision precision) {
        return new BackendChoice(asked, gpus, libraries)
                .problem(Optional.of(precision))
                .orElse("");
    }
}

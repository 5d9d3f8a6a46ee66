// SPDX-License-Identifier: Apache-2.0
package org.aiperf.training.libtorch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;
import org.aiperf.device.DeviceSet;
import org.aiperf.network.IdentityNorm;
import org.aiperf.network.Network;
import org.aiperf.network.SeedNetworks;
import org.aiperf.network.Shape.FeatureMap;
import org.aiperf.network.Weights;
import org.aiperf.training.InitialWeights;
import org.aiperf.training.LearningRateSchedule;
import org.aiperf.training.Normalization;
import org.aiperf.training.StepListener;
import org.aiperf.training.ToyImages;
import org.aiperf.training.TrainingFailedException;
import org.aiperf.training.TrainingFailedException.Reason;
import org.aiperf.training.TrainingPlan;
import org.aiperf.training.TrainingSession;
import org.aiperf.training.TrainingUnavailableException;
import org.aiperf.unit.Precision;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Tag("libtorch")
class NativeMemoryTest {

    private static final FeatureMap IMAGE = new FeatureMap(28, 28, 1);
    private static final int TRIALS = 36;

    /** Trials after which kinds of networks, batches and arithmetic repeat, for each of which the library keeps code. */
    private static final int KINDS = 12;

    private final LibtorchTrainer trainer = LibtorchTrainer.onCpu(1);
    private final ToyImages images = new ToyImages(IMAGE, 10, 160, 1);

    @Test
    void nothingOfATrainingIsLeft() throws Exception {
        train(0);
        long before = Pointer.totalCount();
        train(1);
        train(2);
        assertThat(Pointer.totalCount()).isEqualTo(before);
    }

    @Test
    void doesNotGrowOverTrialsInNewThreads() throws Exception {
        long first = 0;
        for (int trial = 0; trial < TRIALS; trial++) {
            int seed = trial;
            inNewThread(() -> train(seed));
            if (trial == KINDS - 1) {
                first = residentKilobytes();
            }
        }
        assertThat(residentKilobytes()).isLessThan(first * 11 / 10);
    }

    /** Training, dropped units, calibrated batch norms, evaluation and weights. */
    private long train(int seed) throws Exception {
        Network network = SeedNetworks.named(seed % 2 == 0 ? "resnet-8-strided" : "resnet-14-strided", IMAGE, 10);
        TrainingPlan plan = plan(40 + 8 * (seed % 4), seed % 3 == 0 ? Precision.BF16 : Precision.FP32, seed);
        Weights weights = InitialWeights.complete(network, Weights.NONE, seed);
        assertThat(IdentityNorm.layers(network, weights)).isEmpty();
        try (TrainingSession session = trainer.start(network, weights, plan)) {
            session.train(images.batches(plan.batchSize()), 0, StepListener.NONE);
            session.weights().requireFit(network);
            return session.evaluate(images.batches(plan.batchSize())).images();
        }
    }

    private static void inNewThread(Callable<Long> trial) throws Exception {
        FutureTask<Long> task = new FutureTask<>(trial);
        new Thread(task, "trial").start();
        assertThat(task.get()).isEqualTo(160);
    }

    /** After a collection, which gives what the Java heap does not need back to the system. */
    private static long residentKilobytes() throws IOException {
        System.gc();
        return Files.readAllLines(Path.of("/proc/self/status")).stream()
                .filter(line -> line.startsWith("VmRSS:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void anExhaustedMemoryFailsTheTrialAndTheNextOneTrains() throws Exception {
        assertThatThrownBy(() -> Guard.run(() -> {
                    try (PointerScope scope = new PointerScope()) {
                        return torch.empty(1L << 50).numel();
                    }
                }))
                .isInstanceOfSatisfying(TrainingFailedException.class, e -> assertThat(e.reason())
                        .isEqualTo(Reason.OUT_OF_MEMORY))
                .hasMessageNotContaining("\n");
        assertThatThrownBy(() -> Guard.run(() -> {
                    throw new IllegalStateException(
                            "CUDA out of memory. Tried to allocate 2.00 GiB.\nException raised");
                }))
                .isInstanceOf(TrainingFailedException.class)
                .hasMessage("Out of memory: CUDA out of memory. Tried to allocate 2.00 GiB.");
        assertThatThrownBy(() -> Guard.run(() -> {
                    throw new IllegalStateException("CUDA error: an illegal memory access was encountered");
                }))
                .isInstanceOf(TrainingUnavailableException.class);
        assertThat(train(1)).isEqualTo(160);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "GET was unable to find an engine to execute this computation | TrainingFailedException | Out of memory: GET was unable",
                "CUDA error: all CUDA-capable devices are busy or unavailable | TrainingUnavailableException | Another process has the GPU for itself",
                "CUDA error: no kernel image is available for execution | TrainingUnavailableException | libtorch has no code for this GPU",
                "cuDNN error: CUDNN_STATUS_EXECUTION_FAILED | TrainingUnavailableException | The GPU is out of order: cuDNN error",
            })
    void failuresOfAGpuAreOneSentence(String words, String kind, String sentence) {
        assertThatThrownBy(() -> Guard.run(() -> {
                    throw new IllegalStateException(words + "\nException raised from here");
                }))
                .satisfies(e -> assertThat(e.getClass().getSimpleName()).isEqualTo(kind))
                .hasMessageStartingWith(sentence)
                .hasMessageNotContaining("\n");
    }

    @Test
    void aMissingLibraryIsToldByItsName() {
        assertThat(
                        Guard.missing(
                                new UnsatisfiedLinkError(
                                        "/tmp/x/libjnitorch.so: libcurand.so.10: cannot open shared object file: No such file or directory")))
                .hasValueSatisfying(sentence ->
                        assertThat(sentence).startsWith("libtorch needs libcurand.so.10, which is not here; "));
        assertThat(Guard.missing(new UnsatisfiedLinkError("no jnitorch in java.library.path")))
                .isEmpty();
    }

    /** The scale goes down with an overflow, whose step is skipped, and the loss's own size comes back. */
    @Test
    void scalesTheLossAndSkipsStepsThatOverflow() {
        try (Owned owner = new Owned();
                PointerScope scope = new PointerScope()) {
            var device = new org.bytedeco.pytorch.Device(torch.DeviceType.CPU);
            LossScale scale = new LossScale(device, owner);
            var loss = org.bytedeco.pytorch.Tensor.create(2f);
            assertThat(scale.scaled(loss).item_float()).isEqualTo(131072f);
            var gradient = org.bytedeco.pytorch.Tensor.create(131072f, 65536f);
            assertThat(scale.unscale(List.of(gradient)).item_float()).isZero();
            assertThat(gradient.sum().item_float()).isEqualTo(3f);
            var infinite = org.bytedeco.pytorch.Tensor.create(Float.POSITIVE_INFINITY, 1f);
            assertThat(scale.unscale(List.of(infinite)).item_float()).isEqualTo(1f);
            assertThat(scale.scaled(loss).item_float()).isEqualTo(65536f);
        }
    }

    private static TrainingPlan plan(int batch, Precision precision, long seed) {
        return new TrainingPlan(
                batch,
                new LearningRateSchedule.Constant(0.05),
                0.9,
                1e-4,
                0.1,
                Normalization.UNIT,
                precision,
                DeviceSet.CPU,
                1,
                seed);
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.aiperf.training.choice;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import org.aiperf.config.TrainingSettings;
import org.aiperf.config.TrainingSettings.Backend;
import org.aiperf.device.CudaDriver;
import org.aiperf.device.DeviceSet;
import org.aiperf.training.Trainer;
import org.aiperf.training.dl4j.Dl4jTrainer;
import org.aiperf.training.libtorch.LibtorchTrainer;
import org.aiperf.unit.Precision;
import org.aiperf.unit.Silicon;

/**
 * The library that trains a run: the one that the settings name, or by {@code auto} Deeplearning4j on CPUs and wherever
 * this build has it for GPUs, and libtorch on the others.
 *
 * @param asked what the settings say
 * @param gpus GPUs of each trial, 0 for the CPU
 * @param libraries what this build has
 */
public record BackendChoice(Backend asked, int gpus, Libraries libraries) {

    /** The choice that this build has for trials of some GPUs. */
    public static BackendChoice of(TrainingSettings settings, int gpus) {
        return new BackendChoice(settings.backend(), gpus, Libraries.present());
    }

    /** {@link Backend#DL4J} or {@link Backend#LIBTORCH}. */
    Backend taken() {
        if (asked != Backend.AUTO) {
            return asked;
        }
        boolean dl4jCannot = gpus > 0 && !libraries.nd4jCuda();
        return dl4jCannot && libraries.libtorchCuda() ? Backend.LIBTORCH : Backend.DL4J;
    }

    /**
     * Why this build cannot train in some arithmetic, found out without loading a library.
     *
     * @param precision nothing if the fastest is taken
     * @return what is wrong and what to do; nothing if all is well as far as can be told
     */
    public Optional<String> problem(Optional<Precision> precision) {
        Optional<String> missing =
                taken() == Backend.DL4J ? Dl4jTrainer.deviceProblem(gpus, libraries.nd4jCuda()) : libtorchProblem();
        return missing.isPresent() ? missing : precision.flatMap(this::precisionProblem);
    }

    private Optional<String> libtorchProblem() {
        if (gpus > 0 && !libraries.libtorchCuda()) {
            return Optional.of(
                    "aiperf.training.backend=libtorch: this build has no libtorch for GPUs; build with mvn -Plibtorch-cuda package");
        } else if (!libraries.libtorch() && !libraries.libtorchCuda()) {
            return Optional.of(
                    "aiperf.training.backend=libtorch: this build has no libtorch; build with mvn -Plibtorch package for CPUs, or mvn -Plibtorch-cuda package for GPUs");
        }
        return Optional.empty();
    }

    private Optional<String> precisionProblem(Precision precision) {
        List<Precision> offered = taken().precisions(gpus > 0 ? Silicon.GPU_BF16 : Silicon.CPU_BF16);
        return offered.contains(precision)
                ? Optional.empty()
                : Optional.of("aiperf.training.precision=%s: %s trains in %s on %s; choose one of these"
                        .formatted(
                                key(precision),
                                taken() == Backend.DL4J ? "Deeplearning4j" : "libtorch",
                                offered.stream()
                                        .sorted()
                                        .map(BackendChoice::key)
                                        .collect(Collectors.joining(", ")),
                                gpus == 0 ? "CPUs" : "GPUs"));
    }

    private static String key(Precision precision) {
        return precision.name().toLowerCase(Locale.ROOT);
    }

    /** Why this machine's processor cannot train in some arithmetic, and what to do; loads the library. */
    public Optional<String> processorProblem(Optional<Precision> precision) {
        return precision
                .filter(asked -> gpus == 0 && taken() == Backend.DL4J && asked != Precision.FP32)
                .flatMap(asked -> new Dl4jTrainer(Long.MAX_VALUE).precisionProblem(asked));
    }

    /**
     * The trainer, in a process that trains.
     *
     * @param slots trials that run at once in it
     * @throws org.aiperf.training.TrainingUnavailableException if its library cannot be loaded
     */
    public Trainer trainer(int slots) {
        return switch (taken()) {
            case LIBTORCH -> gpus > 0 ? LibtorchTrainer.onGpus() : LibtorchTrainer.onCpu(slots);
            case DL4J, AUTO -> Dl4jTrainer.forSlots(slots);
        };
    }

    /**
     * Looks whether the library can use some devices.
     *
     * @throws org.aiperf.training.TrainingUnavailableException if it cannot, with what to do
     */
    public void require(DeviceSet devices) {
        if (devices.gpus().isEmpty()) {
            return;
        }
        if (taken() == Backend.LIBTORCH) {
            LibtorchTrainer.require(devices, CudaDriver.local());
        } else {
            Dl4jTrainer.require(devices, CudaDriver.local());
        }
    }
}

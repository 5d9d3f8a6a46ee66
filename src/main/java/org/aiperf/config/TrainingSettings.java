// SPDX-License-Identifier: Apache-2.0
package org.aiperf.config;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.aiperf.unit.Precision;
import org.aiperf.unit.Silicon;

/**
 * How one network is trained (method sections 2.1 and 2.3).
 *
 * @param backend the library that computes
 * @param precision its arithmetic
 * @param optimizer how weights follow their gradients
 * @param batchSize training images of a step on one device
 * @param evaluationBatchSize validation images of a step on one device
 * @param learningRate rate of the first epoch
 * @param finalLearningRate rate that the linear schedule would reach after {@code scheduleEpochs}
 * @param schedule how the rate goes from epoch to epoch
 * @param scheduleEpochs length of the schedule, before {@code epochs.scale} is applied
 * @param momentum share of the last step in the next one
 * @param weightDecay L2 penalty on convolution and dense weights
 * @param labelSmoothing share of the target that is spread over all classes
 * @param epochs budgets of the rounds
 * @param threads CPU threads of a trial; 0: the CPUs of its task
 * @param initialWeights where a child's training starts
 */
public record TrainingSettings(
        Backend backend,
        Arithmetic precision,
        Optimizer optimizer,

        @Within(min = 1, max = 65536) int batchSize,

        @Within(min = 1, max = 65536) int evaluationBatchSize,

        @Within(above = 0, max = 100) double learningRate,

        @Within(min = 0, max = 100) double finalLearningRate,

        Schedule schedule,

        @Within(min = 1, max = 100_000) int scheduleEpochs,

        @Within(min = 0, below = 1) double momentum,

        @Within(min = 0, max = 1) double weightDecay,

        @Within(min = 0, below = 1) double labelSmoothing,

        Epochs epochs,

        @Within(min = 0, max = 1024) int threads,

        InitialWeights initialWeights)
        implements CrossChecked {

    /** The library that computes, with the arithmetic it offers. */
    public enum Backend {
        /** The first of the others that can use the devices of a trial. */
        AUTO,
        /** Deeplearning4j. */
        DL4J,
        /** PyTorch's C++ library. */
        LIBTORCH;

        /**
         * What it computes in on a kind of processor, the fastest first. Nobody else knows: settings, trainers and the choice
         * of a build all ask here.
         */
        public List<Precision> precisions(Silicon silicon) {
            return switch (silicon) {
                case CPU -> this == DL4J ? List.of(Precision.FP32) : List.of(Precision.FP32, Precision.BF16);
                case CPU_BF16 -> List.of(Precision.BF16, Precision.FP32);
                case CPU_SLOW_BF16 -> List.of(Precision.FP32, Precision.BF16);
                case GPU -> List.of(Precision.FP32);
                case GPU_FP16 -> this == DL4J ? List.of(Precision.FP32) : List.of(Precision.FP16, Precision.FP32);
                case GPU_BF16 ->
                    this == DL4J
                            ? List.of(Precision.FP32)
                            : List.of(Precision.BF16, Precision.FP16, Precision.TF32, Precision.FP32);
            };
        }
    }

    /** The arithmetic of a training, or who chooses it. */
    public enum Arithmetic {
        /** The fastest that backend and devices offer and the rules of a valid run allow. */
        AUTO,
        FP32,
        TF32,
        BF16,
        FP16;

        /** What the settings say; nothing where it is chosen. */
        public Optional<Precision> fixed() {
            return this == AUTO ? Optional.empty() : Optional.of(Precision.valueOf(name()));
        }

        /**
         * What a trial computes in.
         *
         * @param offered by what trains it, the fastest first
         * @param coarsest of what the rules allow
         */
        public Precision of(List<Precision> offered, Precision coarsest) {
            return fixed().orElseGet(() -> offered.stream()
                    .filter(each -> !each.below(coarsest))
                    .findFirst()
                    .orElse(Precision.FP32));
        }
    }

    /** How weights follow their gradients. */
    public enum Optimizer {
        /** Stochastic gradient descent with momentum. */
        SGD
    }

    /** How the learning rate goes from epoch to epoch. */
    public enum Schedule {
        /** In a straight line from the first to the final rate. */
        LINEAR,
        /** Always the first rate. */
        CONSTANT
    }

    /** Where a child's training starts. */
    public enum InitialWeights {
        /** From the trained weights of its parent. */
        PARENT,
        /** From random weights. */
        RANDOM
    }

    /**
     * How long the trials of a round may train (method section 2.1). A budget is {@code max(1, round(epochs * scale))}.
     *
     * @param warmUp epochs in round 0, 1, ...
     * @param maximum epochs in every later round
     * @param scale factor on all of them, for short runs
     */
    public record Epochs(
            @Within(min = 1, max = 100_000) List<Integer> warmUp,

            @Within(min = 1, max = 100_000) int maximum,

            @Within(above = 0, max = 1000) double scale)
            implements CrossChecked {
        public Epochs {
            warmUp = List.copyOf(warmUp);
        }

        @Override
        public List<Conflict> conflicts() {
            return CrossChecked.unless(
                    warmUp.stream().allMatch(epochs -> epochs <= maximum),
                    "warm-up",
                    "maximum",
                    "budgets of no more than the maximum, which is " + maximum);
        }
    }

    @Override
    public List<Conflict> conflicts() {
        Set<Precision> offered = EnumSet.noneOf(Precision.class);
        for (Silicon silicon : Silicon.values()) {
            offered.addAll(backend.precisions(silicon));
        }
        List<Conflict> conflicts = new ArrayList<>(CrossChecked.unless(
                precision.fixed().map(offered::contains).orElse(true),
                "precision",
                "backend",
                Keys.either(offered) + ", which is what the backend " + Keys.of(backend) + " offers"));
        conflicts.addAll(CrossChecked.unless(
                finalLearningRate <= learningRate,
                "final-learning-rate",
                "learning-rate",
                "no more than the learning rate, which is " + learningRate));
        return conflicts;
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.aiperf.config;

import java.util.ArrayList;
import java.util.List;

/**
 * How the next network is found (method sections 2.2 and 3).
 *
 * @param strategy who suggests the next network
 * @param acquisition how candidates are found and compared (bayesian)
 * @param distanceBackend what computes the edit distances of networks in bulk (bayesian)
 * @param seedNetworks names of the networks that the search starts from
 * @param morphs the changes that make a child of a parent
 * @param initialMorphs most random morphs applied to the seed networks before any accuracy is known
 * @param population youngest finished trials that may become parents (evolution)
 * @param tournament members drawn from the population, the best of which is the parent (evolution)
 * @param maxParameters a child with more is refused
 * @param maxLayers a child with more is refused
 * @param maxOperationsRatio a child that needs more operations than this times its seed network is refused
 * @param maxMemory a child whose training step takes more MiB by the rules' estimate is refused
 * @param hyperparameters what else differs from trial to trial
 * @param prediction what a trial is worth to the search beyond its measured accuracy
 */
public record SearchSettings(
        Strategy strategy,
        Acquisition acquisition,
        DistanceBackend distanceBackend,
        @NotEmpty List<String> seedNetworks,
        @NotEmpty List<Morph> morphs,

        @Within(min = 0, max = 100) int initialMorphs,

        @Within(min = 1, max = 1_000_000) int population,

        @Within(min = 1, max = 1_000_000) int tournament,

        @Within(min = 1) long maxParameters,
        @Within(min = 1) int maxLayers,
        @Within(min = 1) double maxOperationsRatio,
        @Within(min = 1) long maxMemory,
        Hyperparameters hyperparameters,
        Prediction prediction)
        implements CrossChecked {
    public SearchSettings {
        seedNetworks = List.copyOf(seedNetworks);
        morphs = List.copyOf(morphs);
    }

    /** Who suggests the next network. */
    public enum Strategy {
        /** What a Gaussian process over all trials expects most of; one in eight by evolution. */
        BAYESIAN,
        /** Regularised evolution: the best of a random few of the youngest trials is the parent. */
        EVOLUTION,
        /** Every network is made of a seed network by random morphs. */
        RANDOM
    }

    /** What computes the edit distances of networks in bulk. */
    public enum DistanceBackend {
        /** The fastest that a JVM offers. */
        AUTO,
        /** One pair after the other, in double precision. */
        SCALAR,
        /** Many pairs side by side, in loops that the compiler vectorises. */
        BATCH,
        /** Many pairs side by side, in the vectors of the module {@code jdk.incubator.vector}. */
        VECTOR,
        /** A warp of a GPU for each pair. */
        CUDA
    }

    /** How a Bayesian search finds and compares candidates. */
    public enum Acquisition {
        /** Expected improvement over children of good parents, one morph or several away. */
        EXPECTED_IMPROVEMENT,
        /** The same by the operations that a trial takes (Snoek et al. 2012, section 3.2). */
        EXPECTED_IMPROVEMENT_PER_OPERATION,
        /** The article's: a priority queue by upper confidence bound, annealed (method section 4.3). */
        ANNEALED
    }

    /** A change that makes a child of a parent. */
    public enum Morph {
        /** More filters of a convolution or units of a dense layer: 1.25, 1.5 or 2 times as many. */
        WIDEN,
        /** A convolution, normalisation and activation more. */
        DEEPEN,
        /** A skip connection that ends in an addition. */
        SKIP_ADD,
        /** A skip connection that ends in a concatenation. */
        SKIP_CONCAT,
        /** A convolution's kernel larger by two pixels. */
        GROW_KERNEL,
        /** A residual block of two convolutions more. */
        INSERT_BASIC_BLOCK,
        /** A residual block of three convolutions more, narrow in its middle. */
        INSERT_BOTTLENECK,
        /** Fewer filters or units. */
        NARROW,
        /** A residual branch or skip connection less. */
        REMOVE_BRANCH,
        /** A convolution less. */
        REMOVE_CONV;

        /** Whether children compute what their parents did; the other morphs make networks smaller. */
        public boolean grows() {
            return this != NARROW && this != REMOVE_BRANCH && this != REMOVE_CONV;
        }
    }

    /** Who chooses the hyperparameters. */
    public enum Choice {
        /** Nobody: all trials use those of {@link TrainingSettings}, and kernels and dropout as the network has them. */
        FIXED,
        /** Drawn at random from the ranges. */
        RANDOM,
        /** A tree-structured Parzen estimator, from what all trials of the run have reached. */
        TPE
    }

    /**
     * What else differs from trial to trial, from a given round on.
     *
     * @param strategy who chooses
     * @param fromRound first round, counted from 0, that chooses; rounds before it use fixed values
     * @param dropoutRate share of units dropped
     * @param kernelSize edge of the convolution kernels in pixels
     * @param batchSize training images of a step on one device
     * @param learningRate rate of the first epoch
     * @param tpe how the estimator works
     */
    public record Hyperparameters(
            Choice strategy,
            @Within(min = 0) int fromRound,

            @Within(min = 0, below = 1) RealRange dropoutRate,

            @NotEmpty @OneOf({1, 3, 5, 7, 9, 11}) List<Integer> kernelSize,

            @Within(min = 1, max = 65536) WholeRange batchSize,

            @Within(above = 0, max = 100) RealRange learningRate,
            Tpe tpe) {
        public Hyperparameters {
            kernelSize = List.copyOf(kernelSize);
        }
    }

    /**
     * The tree-structured Parzen estimator (method section 5).
     *
     * @param startupTrials finished trials before it concludes anything; until then it draws at random
     * @param candidates values drawn for each hyperparameter, of which it takes the most promising
     * @param gamma number of trials that count as good, over the square root of the number of all
     */
    public record Tpe(
            @Within(min = 0) int startupTrials,

            @Within(min = 1, max = 10_000) int candidates,

            @Within(above = 0, max = 10) double gamma) {}

    /** How the learning curve is extrapolated to more epochs. */
    public enum Extrapolation {
        /** Not at all. */
        NONE,
        /** From the curve of the finished epochs. */
        CURVE,
        /** As the reference does: from the curve and a point that nobody measured. */
        V1
    }

    /**
     * The accuracy that a trial would reach with more epochs (method section 2.5). Only the search sees it.
     *
     * @param strategy how it is predicted
     * @param targetEpoch epoch that it is predicted for
     * @param ceiling no prediction is greater
     */
    public record Prediction(
            Extrapolation strategy,

            @Within(min = 2, max = 100_000) int targetEpoch,

            @Within(above = 0, max = 1) double ceiling) {}

    @Override
    public List<Conflict> conflicts() {
        List<Conflict> conflicts = new ArrayList<>(CrossChecked.unless(
                tournament <= population,
                "tournament",
                "population",
                "no more than the population, which is " + population));
        conflicts.addAll(CrossChecked.unless(
                morphs.stream().anyMatch(Morph::grows),
                "morphs",
                "strategy",
                "at least one that makes networks larger, such as widen or deepen"));
        return conflicts;
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.aiperf.search;

import java.util.Collections;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.aiperf.config.RealRange;
import org.aiperf.config.SearchSettings;
import org.aiperf.config.SearchSettings.Morph;
import org.aiperf.config.TrainingSettings;
import org.aiperf.config.WholeRange;
import org.aiperf.network.Hyperparameters;
import org.aiperf.network.MemoryLimit;
import org.aiperf.network.Network;
import org.aiperf.network.SeedNetworks;
import org.aiperf.network.Shape.FeatureMap;
import org.aiperf.network.TrainingMemory;
import org.aiperf.search.HyperparameterSpace.Range;
import org.aiperf.search.bayes.DistanceBackend;
import org.aiperf.search.morph.MorphKind;
import org.aiperf.search.morph.MorphLimits;
import org.aiperf.search.morph.MorphSampler;
import org.aiperf.search.tpe.TreeParzenEstimator;

/** The search that settings describe. */
public final class Searches {

    /** Kernel size of inserted convolutions and dropout rate while nothing is searched. */
    private static final int KERNEL = 3;

    /** Most morphs between a seed network and a network of a random search. */
    private static final int RANDOM_MORPHS = 15;

    private Searches() {}

    /**
     * Who proposes networks.
     *
     * @throws org.aiperf.network.InvalidNetworkException if a seed network's name is unknown, or it does not fit the
     *     images
     */
    public static Searcher networks(
            SearchSettings settings, TrainingSettings training, FeatureMap input, int classes, Models models) {
        return networks(settings, training, input, classes, models, MemoryLimit.NONE);
    }

    /** The same for a device that has so much memory. */
    public static Searcher networks(
            SearchSettings settings,
            TrainingSettings training,
            FeatureMap input,
            int classes,
            Models models,
            MemoryLimit device) {
        List<Network> seeds = settings.seedNetworks().stream()
                .map(name -> SeedNetworks.named(name, input, classes))
                .toList();
        MorphLimits limits = limits(settings, training, seeds).on(device);
        MorphSampler growing = new MorphSampler(kinds(settings, Morph::grows), limits);
        RegularisedEvolution evolution = new RegularisedEvolution(
                new FirstRound(seeds, eachKind(settings, limits), Math.max(settings.initialMorphs(), 1)),
                new MorphSampler(kinds(settings, any -> true), limits),
                models,
                settings.population(),
                settings.tournament());
        return switch (settings.strategy()) {
            case RANDOM -> new SeedSearch(seeds, growing, RANDOM_MORPHS);
            case EVOLUTION -> evolution;
            case BAYESIAN ->
                new BayesianSearch(
                        evolution,
                        switch (settings.acquisition()) {
                            case EXPECTED_IMPROVEMENT -> new ExpectedImprovement(any -> 1);
                            case EXPECTED_IMPROVEMENT_PER_OPERATION -> new ExpectedImprovement(Candidate::operations);
                            case ANNEALED -> new AnnealedSearch();
                        },
                        switch (settings.acquisition()) {
                            case EXPECTED_IMPROVEMENT, EXPECTED_IMPROVEMENT_PER_OPERATION ->
                                new LearnedMoves(kinds(settings, any -> true), limits);
                            case ANNEALED -> Moves.single(growing);
                        },
                        models,
                        DistanceBackend.of(settings.distanceBackend()));
        };
    }

    /** How large children of seed networks may become by the rules, whatever trains them. */
    public static MorphLimits limits(SearchSettings settings, TrainingSettings training, List<Network> seeds) {
        return new MorphLimits(
                settings.maxLayers(),
                settings.maxParameters(),
                settings.maxOperationsRatio() * mostOperations(seeds),
                List.of(new MemoryLimit(TrainingMemory.NOMINAL, settings.maxMemory() * (double) (1 << 20))),
                IntStream.of(
                                training.batchSize(),
                                training.evaluationBatchSize(),
                                settings.hyperparameters().batchSize().max())
                        .max()
                        .getAsInt(),
                Collections.max(settings.hyperparameters().kernelSize()));
    }

    private static List<MorphKind> kinds(SearchSettings settings, Predicate<Morph> wanted) {
        return settings.morphs().stream().filter(wanted).map(Searches::kind).toList();
    }

    private static MorphKind kind(Morph morph) {
        return switch (morph) {
            case WIDEN -> MorphKind.WIDEN;
            case DEEPEN -> MorphKind.DEEPEN;
            case SKIP_ADD -> MorphKind.SKIP_ADD;
            case SKIP_CONCAT -> MorphKind.SKIP_CONCAT;
            case GROW_KERNEL -> MorphKind.GROW_KERNEL;
            case INSERT_BASIC_BLOCK -> MorphKind.INSERT_BASIC_BLOCK;
            case INSERT_BOTTLENECK -> MorphKind.INSERT_BOTTLENECK;
            case NARROW -> MorphKind.NARROW;
            case REMOVE_BRANCH -> MorphKind.REMOVE_BRANCH;
            case REMOVE_CONV -> MorphKind.REMOVE_CONV;
        };
    }

    /** A sampler for each kind of morph that grows. */
    private static List<MorphSampler> eachKind(SearchSettings settings, MorphLimits limits) {
        return kinds(settings, Morph::grows).stream()
                .map(kind -> new MorphSampler(List.of(kind), limits))
                .toList();
    }

    /** Who proposes hyperparameters for a run; it knows of no trial yet. */
    public static HyperparameterSearcher hyperparameters(SearchSettings search, TrainingSettings training) {
        Hyperparameters defaults = defaults(training);
        SearchSettings.Hyperparameters searched = search.hyperparameters();
        return switch (searched.strategy()) {
            case FIXED -> HyperparameterSearcher.fixed(defaults);
            // Drawing at random is to begin and never to conclude.
            case RANDOM -> estimated(searched, Integer.MAX_VALUE, defaults);
            case TPE -> estimated(searched, searched.tpe().startupTrials(), defaults);
        };
    }

    /** What trials have in rounds in which nobody chooses. */
    public static Hyperparameters defaults(TrainingSettings training) {
        return new Hyperparameters(training.batchSize(), 0, KERNEL, training.learningRate());
    }

    private static HyperparameterSearcher estimated(
            SearchSettings.Hyperparameters searched, int startupTrials, Hyperparameters defaults) {
        HyperparameterSpace space = new HyperparameterSpace(
                range(searched.batchSize()),
                range(searched.dropoutRate()),
                searched.kernelSize(),
                range(searched.learningRate()));
        TreeParzenEstimator estimator = new TreeParzenEstimator(
                space.parameters(),
                startupTrials,
                searched.tpe().candidates(),
                searched.tpe().gamma());
        return space.fromRound(searched.fromRound(), defaults, estimator);
    }

    private static double mostOperations(List<Network> seeds) {
        return seeds.stream()
                .mapToDouble(seed -> MorphLimits.operations(seed))
                .max()
                .orElse(0);
    }

    private static Range range(RealRange range) {
        return new Range(range.min(), range.max());
    }

    private static Range range(WholeRange range) {
        return new Range(range.min(), range.max());
    }
}

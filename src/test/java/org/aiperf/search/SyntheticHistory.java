// SPDX-License-Identifier: Apache-2.0
package org.aiperf.search;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.SplittableRandom;
import org.aiperf.network.Hyperparameters;
import org.aiperf.network.Network;
import org.aiperf.network.SeedNetworks;
import org.aiperf.network.Shape.FeatureMap;
import org.aiperf.search.bayes.NetworkCode;
import org.aiperf.search.morph.MorphKind;
import org.aiperf.search.morph.MorphLimits;
import org.aiperf.search.morph.MorphSampler;
import org.aiperf.search.morph.TrialNetwork;
import org.aiperf.search.morph.WeightedNetwork;

/**
 * What a long search observes: ResNet-50 and descendants of at most 230 layers, each trial with its own kernel size, in
 * the order in which a number of slots would report begins and ends.
 */
public final class SyntheticHistory {

    private static final int MOST_LAYERS = 230;
    private static final int LIVING = 512;
    private static final int TOURNAMENT = 4;
    private static final int MORPHS = 3;

    /** Images that an accuracy was counted on. */
    private static final int VALIDATED = 50_000;

    private static final List<Integer> KERNELS = List.of(3, 5, 7);

    private static final MorphSampler SAMPLER = new MorphSampler(
            List.of(MorphKind.WIDEN, MorphKind.DEEPEN, MorphKind.SKIP_ADD, MorphKind.SKIP_CONCAT),
            new MorphLimits(600, 1L << 30, 1e15, 1e15, 1));

    /**
     * A step of the history.
     *
     * @param parent sequence of the trial whose network was changed
     */
    public record Step(Observation observation, OptionalInt parent) {}

    private record Living(OptionalInt sequence, Network network, double accuracy) {}

    private SyntheticHistory() {}

    /**
     * Observations in their order: two of each trial, of its begin and of its end.
     *
     * @param slots trials that run at a time
     */
    public static List<Step> of(int trials, int slots, long seed) {
        SplittableRandom random = new SplittableRandom(seed + 1);
        List<Step> all = new ArrayList<>();
        List<Step> running = new ArrayList<>();
        for (Step ended : ended(trials, seed)) {
            if (running.size() == slots) {
                all.add(running.remove(random.nextInt(slots)));
            }
            Observation trial = ended.observation();
            all.add(new Step(trial.worth(null), ended.parent()));
            running.add(ended);
        }
        all.addAll(running);
        return all;
    }

    /** A log of it. */
    public static ObservationLog log(List<Step> steps) {
        ObservationLog log = new ObservationLog();
        steps.forEach(step -> log.add(step.observation(), step.parent()));
        return log;
    }

    /** Each trial once, with its accuracy. */
    private static List<Step> ended(int trials, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        Network seedNetwork = SeedNetworks.named("resnet-50", new FeatureMap(224, 224, 3), 1000);
        Living root = new Living(OptionalInt.empty(), seedNetwork, 0.5);
        List<Living> population = new ArrayList<>(List.of(root));
        List<Step> steps = new ArrayList<>();
        while (steps.size() < trials) {
            Living parent = winner(population, random);
            Set<MorphKind> kinds = EnumSet.noneOf(MorphKind.class);
            Network child = child(parent.network(), seedNetwork.layers().size(), kinds, random);
            NetworkCode code = NetworkCode.of(child);
            if (code.length() > MOST_LAYERS) {
                // A line that has grown too long ends, and another begins: the population must not die out.
                population.set(random.nextInt(population.size()), root);
                continue;
            }
            double accuracy = random.nextInt(VALIDATED / 2, VALIDATED) / (double) VALIDATED;
            int sequence = steps.size();
            steps.add(new Step(
                    new Observation(
                            "%06d".formatted(sequence),
                            sequence,
                            child.hash(),
                            code,
                            accuracy,
                            new Descent(parent.sequence(), kinds)),
                    parent.sequence()));
            Living living = new Living(OptionalInt.of(sequence), child, accuracy);
            if (population.size() < LIVING) {
                population.add(living);
            } else {
                population.set(random.nextInt(LIVING), living);
            }
        }
        return steps;
    }

    private static Network child(Network parent, int seedLayers, Set<MorphKind> kinds, SplittableRandom random) {
        Network child = parent;
        for (int morphs = random.nextInt(1, MORPHS + 1); morphs > 0; morphs--) {
            Optional<MorphSampler.Step> step = SAMPLER.draw(child, random, any -> true);
            step.ifPresent(made -> kinds.add(made.morph().kind()));
            child = step.map(MorphSampler.Step::child).orElse(child);
        }
        int kernel = KERNELS.get(random.nextInt(KERNELS.size()));
        return TrialNetwork.of(WeightedNetwork.untrained(child), seedLayers, new Hyperparameters(32, 0, kernel, 0.1))
                .network();
    }

    private static Living winner(List<Living> population, SplittableRandom random) {
        Living best = population.get(random.nextInt(population.size()));
        for (int i = 1; i < TOURNAMENT; i++) {
            Living rival = population.get(random.nextInt(population.size()));
            best = rival.accuracy() > best.accuracy() ? rival : best;
        }
        return best;
    }
}

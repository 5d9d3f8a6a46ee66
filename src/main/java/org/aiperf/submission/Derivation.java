// SPDX-License-Identifier: Apache-2.0
package org.aiperf.submission;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.aiperf.config.Settings;
import org.aiperf.config.TrainingSettings.InitialWeights;
import org.aiperf.history.TrialStarted;
import org.aiperf.network.InvalidNetworkException;
import org.aiperf.network.Network;
import org.aiperf.network.SeedNetworks;
import org.aiperf.network.Shape.FeatureMap;
import org.aiperf.search.Model;
import org.aiperf.search.Models;
import org.aiperf.search.morph.MorphText;
import org.aiperf.search.morph.TrialNetwork;
import org.aiperf.search.morph.WeightedNetwork;
import org.aiperf.trial.Seeds;

/**
 * Makes a trial's network, and its weights before the first step, again from what is recorded (method sections 3.4 and
 * 3.5).
 *
 * @param settings of the trial's driver
 * @param seeds the seed networks that they name, for the images of the run
 */
record Derivation(Settings settings, List<Network> seeds) {

    Derivation {
        seeds = List.copyOf(seeds);
    }

    /**
     * The derivations of a run.
     *
     * @param network any network of the run
     * @throws InvalidNetworkException if the seed networks cannot be built for its images
     */
    static Derivation of(Settings settings, Network network) {
        if (!(network.inputShape() instanceof FeatureMap input)) {
            throw new InvalidNetworkException("its input is no feature map");
        }
        int classes = network.outputShape().channels();
        return new Derivation(
                settings,
                settings.search().seedNetworks().stream()
                        .map(name -> SeedNetworks.named(name, input, classes))
                        .toList());
    }

    /** What the seed networks are before any morph. */
    List<Model> origins() {
        return seeds.stream()
                .map(seed ->
                        new Model(WeightedNetwork.untrained(seed), seed.layers().size()))
                .toList();
    }

    /** What each morph in turn makes of a model. */
    static List<Model> steps(Model origin, List<String> morphs, RandomGenerator random) {
        List<Model> steps = new ArrayList<>();
        Model model = origin;
        for (String morph : morphs) {
            model = model.changed(MorphText.parse(morph), random);
            steps.add(model);
        }
        return steps;
    }

    /** A model with the hyperparameters of a trial put in. */
    static Network trained(Model model, TrialStarted start) {
        return TrialNetwork.of(model.network(), model.seedLayers(), start.hyperparameters())
                .network();
    }

    /**
     * A trial's network with what its training began with: nothing, or the weights of its parent.
     *
     * @param models where the parent's model is
     * @throws IOException if it cannot be read
     */
    WeightedNetwork beginning(TrialStarted start, Models models) throws IOException {
        if (start.parent() == null || settings.training().initialWeights() == InitialWeights.RANDOM) {
            return WeightedNetwork.untrained(start.network().unpack());
        }
        Model parent = models.load(start.parent());
        long hash = last(parent.structure(), steps(parent.structure(), start.morphs(), new SplittableRandom(0)))
                .network()
                .network()
                .hash();
        RandomGenerator random = Seeds.of(settings.run()).morphs(hash);
        Model child = last(parent, steps(parent, start.morphs(), random));
        return TrialNetwork.of(child.network(), child.seedLayers(), start.hyperparameters());
    }

    private static Model last(Model origin, List<Model> steps) {
        return steps.isEmpty() ? origin : steps.get(steps.size() - 1);
    }
}

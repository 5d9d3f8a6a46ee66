// SPDX-License-Identifier: Apache-2.0
package org.aiperf.simulation;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import org.aiperf.config.Settings;
import org.aiperf.network.Network;
import org.aiperf.network.PackedNetwork;
import org.aiperf.network.Shape.FeatureMap;
import org.aiperf.operations.OperationCount;
import org.aiperf.operations.OperationDefinition;
import org.aiperf.search.Model;
import org.aiperf.search.Models;
import org.aiperf.search.Observation;
import org.aiperf.search.Proposal;
import org.aiperf.search.SearchHistory;
import org.aiperf.search.Searcher;
import org.aiperf.search.Searches;
import org.aiperf.search.bayes.NetworkCode;
import org.aiperf.search.morph.Morph;
import org.aiperf.unit.Definition;

/**
 * Networks that a real search has found in images of ImageNet's size, each a child of an earlier one: what the trials of
 * a simulated cluster are said to train. There are fewer than trials; each trial counts as another network.
 */
public final class SampleNetworks {

    /** Images as a run on ImageNet has them. */
    static final FeatureMap IMAGES = new FeatureMap(224, 224, 3);

    static final int CLASSES = 1000;

    private static final OperationDefinition FIXED = OperationDefinition.fixed(1);

    /**
     * A network and where it comes from.
     *
     * @param parent its parent's number among the samples, or -1 for a seed network
     */
    record Sample(
            Model model,
            PackedNetwork packed,
            NetworkCode code,
            int parent,
            List<String> morphs,
            Map<Definition, OperationCount> operations) {}

    private final List<Sample> samples;

    private SampleNetworks(List<Sample> samples) {
        this.samples = List.copyOf(samples);
    }

    /** Searches a number of networks, as some settings say; evolution is the cheapest way. */
    public static SampleNetworks search(Settings settings, int many) throws IOException {
        Map<String, Model> models = new HashMap<>();
        Searcher searcher = searcher(settings, trial -> Objects.requireNonNull(models.get(trial)));
        SearchHistory history = new SearchHistory();
        SplittableRandom random = new SplittableRandom(settings.run().seed());
        List<Sample> samples = new ArrayList<>();
        for (int i = 0; i < many; i++) {
            Proposal proposal = searcher.suggest(history.snapshot(), random.split());
            Network network = proposal.network();
            String trial = Integer.toString(i);
            models.put(trial, proposal.model());
            samples.add(new Sample(
                    proposal.model(),
                    PackedNetwork.of(network),
                    NetworkCode.of(network),
                    proposal.parent() == null ? -1 : Integer.parseInt(proposal.parent()),
                    proposal.morphs().stream().map(Morph::toString).toList(),
                    Map.of(Definition.FIXED, FIXED.count(network))));
            history.add(
                    List.of(new Observation(trial, i, network.hash(), NetworkCode.of(network), random.nextDouble())));
        }
        return new SampleNetworks(samples);
    }

    /** A searcher of the settings for these images. */
    static Searcher searcher(Settings settings, Models models) {
        return Searches.networks(settings.search(), settings.training(), IMAGES, CLASSES, models);
    }

    /** A hash for the network of a trial that no other trial's has. */
    static long hash(int sequence) {
        return new SplittableRandom(sequence).nextLong();
    }

    /** Operations of training and validating an epoch of ImageNet's images with the first network. */
    public double epochOperations() {
        OperationCount count =
                Objects.requireNonNull(samples.get(0).operations().get(Definition.FIXED));
        return count.perImage().of(1_281_167, 50_000).count();
    }

    /** The sample that stands for a trial. */
    Sample of(int sequence) {
        return samples.get(sequence % samples.size());
    }

    /** A trial whose network the one of a trial was made from, or -1. */
    int parent(int sequence) {
        int own = sequence % samples.size();
        int parent = samples.get(own).parent();
        return parent < 0 ? -1 : sequence - own + parent;
    }
}

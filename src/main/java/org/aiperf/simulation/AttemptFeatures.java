// SPDX-License-Identifier: Apache-2.0
package org.aiperf.simulation;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.aiperf.network.Descriptor;
import org.aiperf.network.Layer;
import org.aiperf.network.Network;
import org.aiperf.search.morph.MorphKind;
import org.aiperf.search.morph.MorphLimits;

/** An {@link Attempt} in numbers: size and shape of the network, what changed since its parent, and the training. */
final class AttemptFeatures {

    private static final int PARTS = 3;

    private AttemptFeatures() {}

    /** Their names, in order. */
    static List<String> names() {
        List<String> names = new ArrayList<>(List.of(
                "operations",
                "parameters",
                "convolutions",
                "skips",
                "width1",
                "width2",
                "width3",
                "parent",
                "epochs",
                "trained",
                "more-operations",
                "more-parameters",
                "more-convolutions"));
        Arrays.stream(MorphKind.values())
                .map(kind -> kind.name().toLowerCase(Locale.ROOT).replace('_', '-'))
                .forEach(names::add);
        return names;
    }

    /** The numbers; sizes and widths by the logarithm of base 2, widths as means of each third of the chain. */
    static double[] of(Attempt attempt) {
        double[] here = size(attempt.network());
        Attempt.Reached parent = attempt.parent();
        double[] before = parent == null ? here : size(parent.attempt().network());
        List<Double> all = new ArrayList<>();
        Arrays.stream(here).forEach(all::add);
        all.add(parent == null ? 0 : parent.accuracy());
        all.add((double) attempt.epochs());
        all.add((double) attempt.trained());
        for (int i = 0; i < 3; i++) {
            all.add(here[i] - before[i]);
        }
        for (MorphKind kind : MorphKind.values()) {
            all.add(attempt.kinds().contains(kind) ? 1.0 : 0);
        }
        return all.stream().mapToDouble(Double::doubleValue).toArray();
    }

    private static double[] size(Network network) {
        Descriptor descriptor = Descriptor.of(network);
        List<Layer.Conv> convolutions = descriptor.layers().stream()
                .flatMap(id -> network.layer(id).layer().convolution().stream())
                .toList();
        double[] size = new double[4 + PARTS];
        size[0] = log2(MorphLimits.operations(network));
        size[1] = log2((double) network.parameters());
        size[2] = convolutions.size();
        size[3] = descriptor.skips().size();
        for (int part = 0; part < PARTS; part++) {
            size[4 + part] =
                    convolutions
                            .subList(part * convolutions.size() / PARTS, (part + 1) * convolutions.size() / PARTS)
                            .stream()
                            .mapToDouble(conv -> log2(conv.filters()))
                            .average()
                            .orElse(0);
        }
        return size;
    }

    private static double log2(double value) {
        return Math.log(value) / Math.log(2);
    }
}

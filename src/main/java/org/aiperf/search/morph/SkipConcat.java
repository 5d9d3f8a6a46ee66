// SPDX-License-Identifier: Apache-2.0
package org.aiperf.search.morph;

import java.util.random.RandomGenerator;
import org.aiperf.network.Layer;

/**
 * Concatenates the output of one layer to that of a later one and reduces the width again by a 1x1 convolution that
 * starts by ignoring the branch (method section 3.4, "skip_concat").
 *
 * @param from layer whose output is concatenated
 * @param to layer whose output it is concatenated to
 */
public record SkipConcat(int from, int to) implements Morph {

    @Override
    public WeightedNetwork apply(WeightedNetwork parent, RandomGenerator random) {
        SkipWiring wiring = new SkipWiring(parent, from, to);
        int branch = wiring.reductions > 0 ? wiring.projected(wiring.channels, 1, random) : wiring.start;
        int before = wiring.detached(to);
        int joined = wiring.builder.node();
        wiring.builder.connect(new Layer.Concat(), joined, before, branch);
        Layer.Conv reduce = Layer.Conv.same(wiring.width + wiring.channels, wiring.width, 1, 1);
        int reduceId = wiring.builder.connect(reduce, wiring.end, joined);
        wiring.weigh(reduceId, () -> FreshWeights.identity(reduce));
        return wiring.build();
    }

    @Override
    public MorphKind kind() {
        return MorphKind.SKIP_CONCAT;
    }

    @Override
    public String toString() {
        return "skip-concat(%d,%d)".formatted(from, to);
    }
}

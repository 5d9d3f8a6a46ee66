// SPDX-License-Identifier: Apache-2.0
package org.aiperf.search.morph;

import java.util.random.RandomGenerator;
import org.aiperf.network.Layer;

/**
 * Adds the output of one layer to that of a later one (method section 3.4, "skip_add"). Across a change of extent or
 * width the branch is projected by a 1x1 convolution and a batch norm whose scale starts at zero: the function is kept,
 * and the scale learns how much of the branch to use.
 *
 * @param from layer whose output is added
 * @param to layer whose output it is added to
 * @param projection when the branch is projected; only {@link Projection#ALWAYS} keeps the function in every case
 */
public record SkipAdd(int from, int to, Projection projection) implements Morph {

    /** Whether a branch of fitting shape is projected all the same. */
    public enum Projection {
        /** Every branch is projected: the function is kept. */
        ALWAYS,
        /** As in the reference: a branch of fitting shape is added as it is, which changes the function. */
        WHERE_NEEDED
    }

    @Override
    public WeightedNetwork apply(WeightedNetwork parent, RandomGenerator random) {
        SkipWiring wiring = new SkipWiring(parent, from, to);
        boolean projects = projection == Projection.ALWAYS || wiring.reductions > 0 || wiring.channels != wiring.width;
        int branch = projects ? wiring.projected(wiring.width, 0, random) : wiring.start;
        wiring.builder.connect(new Layer.Add(), wiring.end, wiring.detached(to), branch);
        return wiring.build();
    }

    @Override
    public MorphKind kind() {
        return MorphKind.SKIP_ADD;
    }

    @Override
    public String toString() {
        return "skip-add(%d,%d)".formatted(from, to);
    }
}

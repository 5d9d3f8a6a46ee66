// SPDX-License-Identifier: Apache-2.0
package org.aiperf.search.bayes;

import java.util.BitSet;
import org.aiperf.network.Layer;

/**
 * What a model knows of a network beside its edit distances: its size in numbers, and where it comes from.
 *
 * @param structure what {@link #of} says
 * @param parent accuracy of the trial whose network was changed; NaN if there is none
 * @param kinds one bit for each kind of morph that made the network
 */
@SuppressWarnings("ArrayRecordComponent") // Made and read inside the model; never compared.
record Traits(double[] structure, double parent, long kinds) {

    /** Stages that are told apart: each has a quarter of the positions of the one before. */
    private static final int STAGES = 4;

    /** Widths and depths of stages are many and go together: each counts less than the whole network's size. */
    private static final double OF_STAGE = 0.5;

    /** Skips that do nothing are many: one more counts little. */
    private static final double OF_SKIP = 0.1;

    /** Kinds of morphs that differ over which origins lose touch. */
    private static final double KINDS_LENGTH = 2;

    /**
     * The traits of a network: doublings of its operations and parameters and of its depth, then for each stage the
     * doublings of its mean width and its depth, and the number of skips and of the layers that none spans. All are those
     * of the main chain; a difference of 1 counts as much as one doubling of the operations.
     */
    static Traits of(Query query) {
        NetworkCode code = query.network();
        double positions = 1;
        double operations = 1;
        double parameters = 1;
        double inputs = 1;
        double[] widths = new double[STAGES];
        int[] depths = new int[STAGES];
        int depth = 0;
        int stage = 0;
        for (int symbol : code.symbols()) {
            LayerClass layer = LayerAlphabet.layer(symbol);
            if (LayerClass.isMeasured(layer.kind())) {
                int stride = Math.max(layer.third(), 1);
                positions /= stride * stride;
                stage = stride > 1 && depth > 0 ? Math.min(stage + 1, STAGES - 1) : stage;
            }
            if (layer.kind() == Layer.Kind.CONV) {
                double weights = (double) layer.second() * layer.second() * inputs * layer.first();
                operations += weights * positions;
                parameters += weights;
                inputs = layer.first();
                widths[stage] += log2(layer.first());
                depths[stage]++;
                depth++;
            }
        }
        double[] structure = new double[5 + 2 * STAGES];
        structure[0] = log2(operations);
        structure[1] = log2(parameters);
        structure[2] = 2 * log2(1 + depth);
        structure[3] = OF_SKIP * code.skips().length;
        structure[4] = log2(1 + bare(code));
        for (int i = 0; i < STAGES; i++) {
            structure[5 + i] = OF_STAGE * widths[i] / Math.max(depths[i], 1);
            structure[5 + STAGES + i] = OF_STAGE * log2(1 + depths[i]);
        }
        return new Traits(structure, query.origin().parent(), query.origin().kinds());
    }

    /** Layers of the chain that no skip spans. */
    private static int bare(NetworkCode code) {
        BitSet spanned = new BitSet();
        for (long skip : code.skips()) {
            spanned.set(Skips.from(skip), Skips.from(skip) + Skips.length(skip));
        }
        return Math.max(code.length() - spanned.cardinality(), 0);
    }

    /** Euclidean distance of the structures. */
    double away(Traits other) {
        double squares = 0;
        for (int i = 0; i < structure.length; i++) {
            double difference = structure[i] - other.structure[i];
            squares += difference * difference;
        }
        return Math.sqrt(squares);
    }

    /**
     * Distance of the origins in units over which they lose touch; infinite between a network that has a parent and one
     * that has none.
     */
    double originAway(Traits other, double parentLength) {
        boolean root = Double.isNaN(parent);
        if (root != Double.isNaN(other.parent)) {
            return Double.POSITIVE_INFINITY;
        }
        double parents = root ? 0 : Math.abs(parent - other.parent) / parentLength;
        return parents + Long.bitCount(kinds ^ other.kinds) / KINDS_LENGTH;
    }

    private static double log2(double value) {
        return Math.log(value) / Math.log(2);
    }
}

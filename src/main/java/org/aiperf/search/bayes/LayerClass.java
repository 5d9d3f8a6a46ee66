// SPDX-License-Identifier: Apache-2.0
package org.aiperf.search.bayes;

import java.util.Arrays;
import java.util.Optional;
import org.aiperf.network.Layer;
import org.aiperf.network.Layer.Kind;

/**
 * What the edit distance sees of a layer (method section 4.1): its kind, the filters, kernel and stride of a convolution,
 * the padding, kernel and stride of a pooling, and nothing else. Two layers at distance 0 are of equal class.
 */
record LayerClass(Kind kind, int first, int second, int third) {

    static LayerClass of(Layer layer) {
        return switch (layer.kind()) {
            case CONV -> {
                Layer.Conv conv = (Layer.Conv) layer;
                yield new LayerClass(Kind.CONV, conv.filters(), conv.kernel(), conv.stride());
            }
            case MAX_POOL -> {
                Layer.MaxPool pool = (Layer.MaxPool) layer;
                yield new LayerClass(Kind.MAX_POOL, pool.padding(), pool.kernel(), pool.stride());
            }
            case DENSE, BATCH_NORM, RELU, GLOBAL_AVERAGE_POOL, ADD, CONCAT, DROPOUT, FLATTEN, SOFTMAX ->
                new LayerClass(layer.kind(), 0, 0, 0);
        };
    }

    /** The number that stands for a kind in the stored form of a {@link NetworkCode}; it never changes. */
    static int code(Kind kind) {
        return switch (kind) {
            case CONV -> 0;
            case BATCH_NORM -> 1;
            case RELU -> 2;
            case DENSE -> 3;
            case DROPOUT -> 4;
            case MAX_POOL -> 5;
            case GLOBAL_AVERAGE_POOL -> 6;
            case ADD -> 7;
            case CONCAT -> 8;
            case FLATTEN -> 9;
            case SOFTMAX -> 10;
        };
    }

    /** The kind that a number stands for, if there is one. */
    static Optional<Kind> coded(int code) {
        return Arrays.stream(Kind.values()).filter(kind -> code(kind) == code).findFirst();
    }

    /** Whether layers of a kind differ by three numbers. */
    static boolean isMeasured(Kind kind) {
        return switch (kind) {
            case CONV, MAX_POOL -> true;
            case DENSE, BATCH_NORM, RELU, GLOBAL_AVERAGE_POOL, ADD, CONCAT, DROPOUT, FLATTEN, SOFTMAX -> false;
        };
    }

    /** Cost of putting one in the other's place, from 0 to 1; a metric. */
    double distance(LayerClass other) {
        if (kind != other.kind) {
            return 1;
        }
        return (difference(first, other.first) + difference(second, other.second) + difference(third, other.third)) / 3;
    }

    private static double difference(int a, int b) {
        return a == b ? 0 : Math.abs(a - b) / (double) Math.max(a, b);
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.aiperf.search.bayes;

import java.util.Arrays;
import java.util.Optional;
import org.aiperf.network.InvalidNetworkException;
import org.aiperf.network.Layer;

/**
 * What the edit distance sees of a layer (spec section 4.1): its kind, the filters, kernel and stride of a convolution,
 * the padding, kernel and stride of a pooling, and nothing else. Two layers at distance 0 are of equal class.
 */
record LayerClass(Kind kind, int first, int second, int third) {

    /** Kinds of layers, each with the number that stands for it in the stored form of a {@link NetworkCode}. */
    enum Kind {
        CONV(0, Layer.Conv.class),
        BATCH_NORM(1, Layer.BatchNorm.class),
        RELU(2, Layer.Relu.class),
        DENSE(3, Layer.Dense.class),
        DROPOUT(4, Layer.Dropout.class),
        MAX_POOL(5, Layer.MaxPool.class),
        GLOBAL_AVERAGE_POOL(6, Layer.GlobalAveragePool.class),
        ADD(7, Layer.Add.class),
        CONCAT(8, Layer.Concat.class),
        FLATTEN(9, Layer.Flatten.class),
        SOFTMAX(10, Layer.Softmax.class);

        private final int code;
        private final Class<? extends Layer> type;

        Kind(int code, Class<? extends Layer> type) {
            this.code = code;
            this.type = type;
        }

        int code() {
            return code;
        }

        /** The kind that a number stands for, if there is one. */
        static Optional<Kind> coded(int code) {
            return Arrays.stream(values()).filter(kind -> kind.code == code).findFirst();
        }

        /** Whether layers of this kind differ by three numbers. */
        boolean measured() {
            return this == CONV || this == MAX_POOL;
        }

        private static Kind of(Layer layer) {
            for (Kind kind : values()) {
                if (kind.type.isInstance(layer)) {
                    return kind;
                }
            }
            throw new InvalidNetworkException("The edit distance does not know the layer " + layer);
        }
    }

    static LayerClass of(Layer layer) {
        if (layer instanceof Layer.Conv conv) {
            return new LayerClass(Kind.CONV, conv.filters(), conv.kernel(), conv.stride());
        }
        if (layer instanceof Layer.MaxPool pool) {
            return new LayerClass(Kind.MAX_POOL, pool.padding(), pool.kernel(), pool.stride());
        }
        return new LayerClass(Kind.of(layer), 0, 0, 0);
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

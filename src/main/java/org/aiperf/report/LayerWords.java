// SPDX-License-Identifier: Apache-2.0
package org.aiperf.report;

import org.aiperf.network.Layer;

/** Layers in words; a report asks for a million, for which a formatter is too slow. */
final class LayerWords {

    private LayerWords() {}

    /** What a layer does. */
    static String of(Layer layer) {
        return switch (layer.kind()) {
            case CONV -> {
                Layer.Conv conv = (Layer.Conv) layer;
                yield "Conv " + conv.kernel() + "×" + conv.kernel() + ", " + conv.filters() + stride(conv.stride());
            }
            case DENSE -> "Dense, " + ((Layer.Dense) layer).units();
            case MAX_POOL -> {
                Layer.MaxPool pool = (Layer.MaxPool) layer;
                yield "Max pool " + pool.kernel() + "×" + pool.kernel() + stride(pool.stride());
            }
            case DROPOUT -> "dropout " + Math.round(1000 * ((Layer.Dropout) layer).rate()) / 1000.0;
            case BATCH_NORM -> "batch norm";
            case RELU -> "ReLU";
            case SOFTMAX -> "softmax";
            case GLOBAL_AVERAGE_POOL -> "Global average pool";
            case ADD -> "Add";
            case CONCAT -> "Concat";
            case FLATTEN -> "Flatten";
        };
    }

    /** The class of its colour. */
    static String colour(Layer layer) {
        return switch (layer.kind()) {
            case CONV -> "conv";
            case DENSE -> "dense";
            case ADD, CONCAT -> "join";
            case MAX_POOL, GLOBAL_AVERAGE_POOL -> "pool";
            case BATCH_NORM, RELU, DROPOUT, FLATTEN, SOFTMAX -> "other";
        };
    }

    /** Whether it is drawn in the row of the layer that it follows. */
    static boolean follows(Layer layer) {
        return switch (layer.kind()) {
            case BATCH_NORM, RELU, DROPOUT, SOFTMAX -> true;
            case CONV, DENSE, ADD, CONCAT, MAX_POOL, GLOBAL_AVERAGE_POOL, FLATTEN -> false;
        };
    }

    private static String stride(int stride) {
        return stride == 1 ? "" : ", stride " + stride;
    }
}

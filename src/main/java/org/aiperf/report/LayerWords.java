// SPDX-License-Identifier: Apache-2.0
package org.aiperf.report;

import org.aiperf.network.Layer;

/** Layers in words. */
final class LayerWords {

    private LayerWords() {}

    /** What a layer does. */
    static String of(Layer layer) {
        if (layer instanceof Layer.Conv conv) {
            return "Conv %d×%d, %d%s".formatted(conv.kernel(), conv.kernel(), conv.filters(), stride(conv.stride()));
        } else if (layer instanceof Layer.Dense dense) {
            return "Dense, " + dense.units();
        } else if (layer instanceof Layer.MaxPool pool) {
            return "Max pool %d×%d%s".formatted(pool.kernel(), pool.kernel(), stride(pool.stride()));
        } else if (layer instanceof Layer.Dropout dropout) {
            return "dropout " + Math.round(1000 * dropout.rate()) / 1000.0;
        } else if (layer instanceof Layer.BatchNorm) {
            return "batch norm";
        } else if (layer instanceof Layer.Relu) {
            return "ReLU";
        } else if (layer instanceof Layer.Softmax) {
            return "softmax";
        } else if (layer instanceof Layer.GlobalAveragePool) {
            return "Global average pool";
        }
        return layer.getClass().getSimpleName();
    }

    /** The class of its colour. */
    static String kind(Layer layer) {
        if (layer instanceof Layer.Conv) {
            return "conv";
        } else if (layer instanceof Layer.Add || layer instanceof Layer.Concat) {
            return "join";
        } else if (layer instanceof Layer.MaxPool || layer instanceof Layer.GlobalAveragePool) {
            return "pool";
        }
        return layer instanceof Layer.Dense ? "dense" : "other";
    }

    private static String stride(int stride) {
        return stride == 1 ? "" : ", stride " + stride;
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.aiperf.network;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Which tensors of which shape belong to a layer. */
final class WeightShapes {

    private WeightShapes() {}

    static Map<String, List<Integer>> of(Layer layer) {
        return switch (layer.kind()) {
            case CONV -> {
                Layer.Conv conv = (Layer.Conv) layer;
                yield learned(conv.filters(), conv.filters(), conv.inputs(), conv.kernel(), conv.kernel());
            }
            case DENSE -> {
                Layer.Dense dense = (Layer.Dense) layer;
                yield learned(dense.units(), dense.inputs(), dense.units());
            }
            case BATCH_NORM -> normalised(((Layer.BatchNorm) layer).channels());
            case RELU, MAX_POOL, GLOBAL_AVERAGE_POOL, ADD, CONCAT, DROPOUT, FLATTEN, SOFTMAX -> Map.of();
        };
    }

    /** Number of elements. */
    static long size(List<Integer> shape) {
        long size = 1;
        for (int extent : shape) {
            size *= extent;
        }
        return size;
    }

    private static Map<String, List<Integer>> learned(int outputs, Integer... kernel) {
        Map<String, List<Integer>> shapes = new LinkedHashMap<>();
        shapes.put(Weights.KERNEL, List.of(kernel));
        shapes.put(Weights.BIAS, List.of(outputs));
        return Collections.unmodifiableMap(shapes);
    }

    private static Map<String, List<Integer>> normalised(int channels) {
        Map<String, List<Integer>> shapes = new LinkedHashMap<>();
        for (String name : List.of(Weights.GAMMA, Weights.BETA, Weights.MEAN, Weights.VARIANCE)) {
            shapes.put(name, List.of(channels));
        }
        return Collections.unmodifiableMap(shapes);
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.aiperf.network;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.List;

/** The numbers of a layer, in the order in which both formats write them. */
final class LayerNumbers {

    private LayerNumbers() {}

    /** Where a format has a layer's numbers, by their positions from 0. */
    interface Source {

        int whole(int position);

        double real(int position);
    }

    /** Their names in the house's JSON. */
    static List<String> names(Layer.Kind kind) {
        return switch (kind) {
            case CONV -> List.of("cin", "cout", "k", "s", "p");
            case DENSE -> List.of("cin", "cout");
            case BATCH_NORM -> List.of("c");
            case MAX_POOL -> List.of("k", "s", "p");
            case DROPOUT -> List.of("rate");
            case RELU, GLOBAL_AVERAGE_POOL, ADD, CONCAT, FLATTEN, SOFTMAX -> List.of();
        };
    }

    static ArrayNode of(Layer layer) {
        ArrayNode numbers = JsonNodeFactory.instance.arrayNode();
        return switch (layer.kind()) {
            case CONV -> {
                Layer.Conv conv = (Layer.Conv) layer;
                yield numbers.add(conv.inputs())
                        .add(conv.filters())
                        .add(conv.kernel())
                        .add(conv.stride())
                        .add(conv.padding());
            }
            case DENSE -> {
                Layer.Dense dense = (Layer.Dense) layer;
                yield numbers.add(dense.inputs()).add(dense.units());
            }
            case BATCH_NORM -> numbers.add(((Layer.BatchNorm) layer).channels());
            case MAX_POOL -> {
                Layer.MaxPool pool = (Layer.MaxPool) layer;
                yield numbers.add(pool.kernel()).add(pool.stride()).add(pool.padding());
            }
            case DROPOUT -> numbers.add(((Layer.Dropout) layer).rate());
            case RELU, GLOBAL_AVERAGE_POOL, ADD, CONCAT, FLATTEN, SOFTMAX -> numbers;
        };
    }

    static Layer layer(Layer.Kind kind, Source in) {
        return switch (kind) {
            case CONV -> new Layer.Conv(in.whole(0), in.whole(1), in.whole(2), in.whole(3), in.whole(4));
            case DENSE -> new Layer.Dense(in.whole(0), in.whole(1));
            case BATCH_NORM -> new Layer.BatchNorm(in.whole(0));
            case MAX_POOL -> new Layer.MaxPool(in.whole(0), in.whole(1), in.whole(2));
            case DROPOUT -> new Layer.Dropout(in.real(0));
            case RELU -> new Layer.Relu();
            case GLOBAL_AVERAGE_POOL -> new Layer.GlobalAveragePool();
            case ADD -> new Layer.Add();
            case CONCAT -> new Layer.Concat();
            case FLATTEN -> new Layer.Flatten();
            case SOFTMAX -> new Layer.Softmax();
        };
    }
}

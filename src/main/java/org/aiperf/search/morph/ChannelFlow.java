// SPDX-License-Identifier: Apache-2.0
package org.aiperf.search.morph;

import org.aiperf.network.Layer;

/** What becomes of the channels of a layer's input. */
enum ChannelFlow {
    /** The layer sums over them and makes channels of its own. */
    ENDS,
    /** The layer passes them on and has a value for each of them. */
    NORMALISED,
    /** The layer passes them on. */
    PASSES,
    /** The layer puts those of its inputs behind one another. */
    JOINS,
    /** The layer mixes them with places. */
    FLATTENS;

    static ChannelFlow of(Layer layer) {
        return switch (layer.kind()) {
            case CONV, DENSE -> ENDS;
            case BATCH_NORM -> NORMALISED;
            case RELU, MAX_POOL, GLOBAL_AVERAGE_POOL, ADD, DROPOUT, SOFTMAX -> PASSES;
            case CONCAT -> JOINS;
            case FLATTEN -> FLATTENS;
        };
    }
}

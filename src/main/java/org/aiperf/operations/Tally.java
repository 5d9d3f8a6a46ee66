// SPDX-License-Identifier: Apache-2.0
package org.aiperf.operations;

import java.util.EnumMap;
import java.util.Map;

/** Sums up the layers of one network. */
final class Tally {

    private final Map<LayerKind, Double> forward = new EnumMap<>(LayerKind.class);
    private final Map<LayerKind, Double> backward = new EnumMap<>(LayerKind.class);

    Tally forward(LayerKind kind, double operations) {
        forward.merge(kind, operations, Double::sum);
        return this;
    }

    Tally backward(LayerKind kind, double operations) {
        backward.merge(kind, operations, Double::sum);
        return this;
    }

    OperationCount count() {
        return new OperationCount(forward, backward);
    }
}

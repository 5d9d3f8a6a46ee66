// SPDX-License-Identifier: Apache-2.0
package org.aiperf.network;

import java.util.List;
import org.aiperf.network.Shape.FeatureMap;

/** What layers ask of the shapes that arrive at them. */
final class Inputs {

    private Inputs() {}

    static Shape one(Layer layer, List<Shape> shapes) {
        if (shapes.size() != 1) {
            throw new InvalidNetworkException(layer + " takes one input, not " + shapes.size());
        }
        return shapes.get(0);
    }

    static FeatureMap oneMap(Layer layer, List<Shape> shapes) {
        if (!(one(layer, shapes) instanceof FeatureMap map)) {
            throw new InvalidNetworkException(layer + " takes a feature map, not a vector of " + shapes.get(0));
        }
        return map;
    }

    static Shape atLeastTwo(Layer layer, List<Shape> shapes) {
        if (shapes.size() < 2) {
            throw new InvalidNetworkException(layer + " takes two inputs or more, not " + shapes.size());
        }
        return shapes.get(0);
    }

    static void requireChannels(Layer layer, int expected, Shape shape) {
        if (shape.channels() != expected) {
            throw new InvalidNetworkException(
                    "%s expects %d channels and is given %s".formatted(layer, expected, shape));
        }
    }
}

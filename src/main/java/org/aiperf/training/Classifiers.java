// SPDX-License-Identifier: Apache-2.0
package org.aiperf.training;

import org.aiperf.network.Layer;
import org.aiperf.network.Network;
import org.aiperf.network.PlacedLayer;
import org.aiperf.network.Shape.FeatureMap;
import org.aiperf.network.Shape.Vector;
import org.aiperf.training.TrainingFailedException.Reason;

/** Which networks can be trained: those that turn an image into a value for each class, and have weights. */
public final class Classifiers {

    private Classifiers() {}

    /**
     * The shape of the images.
     *
     * @throws TrainingFailedException if the network is none of these
     */
    public static FeatureMap require(Network network) throws TrainingFailedException {
        if (!(network.inputShape() instanceof FeatureMap images)) {
            throw unbuildable("A network must take images, not a vector of " + network.inputShape());
        }
        if (!(network.outputShape() instanceof Vector)) {
            throw unbuildable(
                    "A network must end in a vector of classes, not in a feature map of " + network.outputShape());
        }
        if (network.parameters() == 0) {
            throw unbuildable("A network without weights cannot learn");
        }
        for (PlacedLayer placed : network.layers()) {
            if (placed.kind() == Layer.Kind.SOFTMAX && placed.output() != network.outputNode()) {
                throw unbuildable("A softmax can only be the last layer, not lead to node " + placed.output());
            }
        }
        return images;
    }

    private static TrainingFailedException unbuildable(String message) {
        return new TrainingFailedException(Reason.UNBUILDABLE, message);
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.aiperf.operations;

import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import org.aiperf.unit.Operations;

/**
 * Operations of one network per image, by layer kind; fractions are a cost per optimizer step spread over its batch.
 * Immutable; every kind has an entry.
 *
 * @param forward operations of one image's forward pass
 * @param backward operations of one image's backward pass and its share of the gradient step
 */
public record OperationCount(Map<LayerKind, Double> forward, Map<LayerKind, Double> backward) {

    public OperationCount {
        forward = complete(forward);
        backward = complete(backward);
    }

    /** Operations to evaluate one image: the forward pass. */
    public double evalPerImage() {
        return sum(forward);
    }

    /** Operations to train one image: forward and backward pass. */
    public double trainPerImage() {
        return sum(forward) + sum(backward);
    }

    /** Operations of the images that were really processed (method section 1.5, D9). */
    public Operations of(long imagesTrained, long imagesValidated) {
        return perImage().of(imagesTrained, imagesValidated);
    }

    /** The two sums, for whoever asks for many epochs. */
    public PerImage perImage() {
        return new PerImage(trainPerImage(), evalPerImage());
    }

    /**
     * Operations of one image.
     *
     * @param train to train it
     * @param eval to evaluate it
     */
    public record PerImage(double train, double eval) {

        /** Operations of some images. */
        public Operations of(long imagesTrained, long imagesValidated) {
            return new Operations(train * imagesTrained + eval * imagesValidated);
        }
    }

    private static double sum(Map<LayerKind, Double> counts) {
        return counts.values().stream().mapToDouble(Double::doubleValue).sum();
    }

    private static Map<LayerKind, Double> complete(Map<LayerKind, Double> counts) {
        Map<LayerKind, Double> result = new EnumMap<>(LayerKind.class);
        for (LayerKind kind : LayerKind.values()) {
            result.put(kind, counts.getOrDefault(kind, 0.0));
        }
        return Collections.unmodifiableMap(result);
    }
}

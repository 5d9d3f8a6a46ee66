// SPDX-License-Identifier: Apache-2.0
package org.aiperf.operations;

import org.aiperf.network.Layer;
import org.aiperf.network.Network;
import org.aiperf.network.PlacedLayer;
import org.aiperf.network.Shape;
import org.aiperf.network.Shape.FeatureMap;

/**
 * The reference's arithmetic {@code v1}, defects included (spec section 1.4). Its results are whole numbers, or
 * fractions where a pooling stride does not divide the input.
 *
 * @param kernelSize the kernel hyperparameter, which replaces the kernel of late convolutions
 */
public record ReferenceDefinition(int kernelSize) implements OperationDefinition {

    static final String NAME = "v1";

    /** Convolutions from this place of the layer list on are counted with the kernel hyperparameter (D3). */
    private static final int FIRST_REPLACED_LAYER = 175;

    /** Charged per batch normalisation, whatever its size (D1). */
    private static final int NORMALISATION_BACKWARD = 36;

    public ReferenceDefinition {
        if (kernelSize < 1) {
            throw new IllegalArgumentException("The kernel size must be at least 1, not " + kernelSize);
        }
    }

    @Override
    public String name() {
        return NAME;
    }

    /**
     * {@inheritDoc}
     *
     * <p>The reference fails on batch normalisation, ReLU and addition of vectors (D8), and so does this.
     */
    @Override
    public OperationCount count(Network network) {
        Tally tally = new Tally();
        boolean inputGradient = false;
        for (int id = 0; id < network.layers().size(); id++) {
            PlacedLayer placed = network.layer(id);
            Layer layer = placed.layer();
            Shape in = network.shape(placed.input());
            if (layer instanceof Layer.Conv conv) {
                int kernel = id < FIRST_REPLACED_LAYER ? conv.kernel() : kernelSize;
                addConvolution(tally, conv, kernel, map(id, layer, in).height(), inputGradient);
                inputGradient = true;
            } else if (layer instanceof Layer.Dense dense) {
                addDense(tally, dense);
            } else if (layer instanceof Layer.BatchNorm) {
                tally.forward(LayerKind.BATCH_NORM, 7 * Formulas.elements(map(id, layer, in)));
                tally.backward(LayerKind.BATCH_NORM, NORMALISATION_BACKWARD);
            } else if (layer instanceof Layer.Relu) {
                tally.forward(LayerKind.RELU, Formulas.elements(map(id, layer, in)));
            } else if (layer instanceof Layer.Add) {
                tally.forward(LayerKind.ADD, Formulas.elements(map(id, layer, in)));
            } else if (layer instanceof Layer.MaxPool pool) {
                double window = (double) pool.kernel() * pool.kernel();
                tally.forward(LayerKind.MAX_POOL, Formulas.elements(in) * window / pool.stride() / pool.stride());
            } else if (layer instanceof Layer.GlobalAveragePool) {
                tally.forward(LayerKind.GLOBAL_AVERAGE_POOL, Formulas.globalAverage(in));
            }
        }
        return tally.count();
    }

    /** Height alone counts, and the padding stays that of the convolution's own kernel (D4). */
    private static void addConvolution(Tally tally, Layer.Conv conv, int kernel, int height, boolean inputGradient) {
        double weights = (double) conv.inputs() * conv.filters() * kernel * kernel;
        double extent = Math.floorDiv(height + 2 * conv.padding() - kernel, conv.stride()) + 1;
        double forward = 2 * weights * extent * extent;
        tally.forward(LayerKind.CONV, forward);
        tally.backward(LayerKind.CONV, (inputGradient ? 2 : 1) * forward + 2 * weights);
    }

    private static void addDense(Tally tally, Layer.Dense dense) {
        double forward = 2.0 * dense.inputs() * dense.units();
        tally.forward(LayerKind.DENSE, forward);
        tally.backward(LayerKind.DENSE, 2 * forward + 2.0 * (dense.inputs() + 1.0) * dense.units());
        tally.forward(LayerKind.SOFTMAX, Formulas.softmax(dense.units()));
    }

    private static FeatureMap map(int id, Layer layer, Shape in) {
        if (in instanceof FeatureMap map) {
            return map;
        }
        throw new UncountableNetworkException(
                "Definition v1 has no count for layer %d, %s on a vector of %s: the reference knows it on feature maps only"
                        .formatted(id, layer, in));
    }
}

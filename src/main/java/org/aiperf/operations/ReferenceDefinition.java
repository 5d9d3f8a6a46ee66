// SPDX-License-Identifier: Apache-2.0
package org.aiperf.operations;

import org.aiperf.network.Layer;
import org.aiperf.network.Network;
import org.aiperf.network.PlacedLayer;
import org.aiperf.network.Shape;
import org.aiperf.network.Shape.FeatureMap;
import org.aiperf.unit.Definition;

/**
 * The reference's arithmetic {@code v1}, defects included (method section 1.4). Its results are whole numbers, or
 * fractions where a pooling stride does not divide the input.
 *
 * @param kernelSize the kernel hyperparameter, which replaces the kernel of late convolutions
 */
public record ReferenceDefinition(int kernelSize) implements OperationDefinition {

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
    public Definition definition() {
        return Definition.V1;
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
            add(tally, id, placed.layer(), network.shape(placed.input()), inputGradient);
            inputGradient |= placed.kind() == Layer.Kind.CONV;
        }
        return tally.count();
    }

    private Tally add(Tally tally, int id, Layer layer, Shape in, boolean inputGradient) {
        return switch (layer.kind()) {
            case CONV -> {
                Layer.Conv conv = (Layer.Conv) layer;
                int kernel = id < FIRST_REPLACED_LAYER ? conv.kernel() : kernelSize;
                yield addConvolution(tally, conv, kernel, map(id, layer, in).height(), inputGradient);
            }
            case DENSE -> addDense(tally, (Layer.Dense) layer);
            case BATCH_NORM ->
                tally.forward(LayerKind.BATCH_NORM, 7 * Formulas.elements(map(id, layer, in)))
                        .backward(LayerKind.BATCH_NORM, NORMALISATION_BACKWARD);
            case RELU -> tally.forward(LayerKind.RELU, Formulas.elements(map(id, layer, in)));
            case ADD -> tally.forward(LayerKind.ADD, Formulas.elements(map(id, layer, in)));
            case MAX_POOL -> {
                Layer.MaxPool pool = (Layer.MaxPool) layer;
                double window = (double) pool.kernel() * pool.kernel();
                yield tally.forward(LayerKind.MAX_POOL, Formulas.elements(in) * window / pool.stride() / pool.stride());
            }
            case GLOBAL_AVERAGE_POOL -> tally.forward(LayerKind.GLOBAL_AVERAGE_POOL, Formulas.globalAverage(in));
            case CONCAT, DROPOUT, FLATTEN, SOFTMAX -> tally;
            // Not one of the reference's layers: whatever is added to ours stays unknown to it.
            default -> throw uncountable(id, layer, "the reference has no such layer");
        };
    }

    /** Height alone counts, and the padding stays that of the convolution's own kernel (D4). */
    private static Tally addConvolution(Tally tally, Layer.Conv conv, int kernel, int height, boolean inputGradient) {
        double weights = (double) conv.inputs() * conv.filters() * kernel * kernel;
        double extent = Math.floorDiv(height + 2 * conv.padding() - kernel, conv.stride()) + 1;
        double forward = 2 * weights * extent * extent;
        return tally.forward(LayerKind.CONV, forward)
                .backward(LayerKind.CONV, (inputGradient ? 2 : 1) * forward + 2 * weights);
    }

    private static Tally addDense(Tally tally, Layer.Dense dense) {
        double forward = 2.0 * dense.inputs() * dense.units();
        return tally.forward(LayerKind.DENSE, forward)
                .backward(LayerKind.DENSE, 2 * forward + 2.0 * (dense.inputs() + 1.0) * dense.units())
                .forward(LayerKind.SOFTMAX, Formulas.softmax(dense.units()));
    }

    private static FeatureMap map(int id, Layer layer, Shape in) {
        if (in instanceof FeatureMap map) {
            return map;
        }
        throw uncountable(id, layer, "on a vector of " + in + ": the reference knows it on feature maps only");
    }

    private static UncountableNetworkException uncountable(int id, Layer layer, String reason) {
        return new UncountableNetworkException(
                "Definition v1 has no count for layer %d, %s %s".formatted(id, layer, reason));
    }
}

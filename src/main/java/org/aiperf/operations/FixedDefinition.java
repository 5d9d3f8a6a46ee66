// SPDX-License-Identifier: Apache-2.0
package org.aiperf.operations;

import java.util.BitSet;
import java.util.List;
import java.util.function.IntFunction;
import org.aiperf.network.Layer;
import org.aiperf.network.Network;
import org.aiperf.network.PlacedLayer;
import org.aiperf.network.Shape;
import org.aiperf.unit.Definition;

/**
 * The arithmetic {@code fixed}: the formulas of {@code v1} without its defects D1 to D8 (method section 1.5). It counts
 * the network that is trained, in every shape, and charges the gradient step once per batch.
 *
 * @param batchSize images per optimizer step
 */
public record FixedDefinition(int batchSize) implements OperationDefinition {

    public FixedDefinition {
        if (batchSize < 1) {
            throw new IllegalArgumentException("The batch size must be at least 1, not " + batchSize);
        }
    }

    @Override
    public Definition definition() {
        return Definition.FIXED;
    }

    @Override
    public OperationCount count(Network network) {
        Tally tally = new Tally();
        walk(network, id -> tally);
        tally.forward(LayerKind.SOFTMAX, Formulas.softmax(network.outputShape().size()));
        return tally.count();
    }

    /** The counts of each layer by its id; together with the softmax of the output they make the network's. */
    public List<OperationCount> layers(Network network) {
        List<Tally> tallies =
                network.layers().stream().map(layer -> new Tally()).toList();
        walk(network, tallies::get);
        return tallies.stream().map(Tally::count).toList();
    }

    private void walk(Network network, IntFunction<Tally> tallies) {
        BitSet trainedNodes = new BitSet();
        for (int id : network.topologicalOrder()) {
            PlacedLayer placed = network.layer(id);
            boolean inputGradient = placed.inputs().stream().anyMatch(trainedNodes::get);
            add(tallies.apply(id), network, placed, inputGradient ? 2 : 1);
            trainedNodes.set(placed.output(), inputGradient || placed.layer().parameters() > 0);
        }
    }

    /**
     * One layer.
     *
     * @param gradients how many gradients a layer with weights computes: that of its weights, and that of its input if
     *     something can be trained upstream
     */
    private Tally add(Tally tally, Network network, PlacedLayer placed, int gradients) {
        Layer layer = placed.layer();
        Shape in = network.shape(placed.input());
        Shape out = network.shape(placed.output());
        return switch (layer.kind()) {
            case CONV -> {
                Layer.Conv conv = (Layer.Conv) layer;
                double weights = (double) conv.inputs() * conv.filters() * conv.kernel() * conv.kernel();
                double forward = 2 * weights * Formulas.elements(out) / out.channels();
                yield tally.forward(LayerKind.CONV, forward)
                        .backward(LayerKind.CONV, gradients * forward + 2 * weights / batchSize);
            }
            case DENSE -> {
                Layer.Dense dense = (Layer.Dense) layer;
                double forward = 2.0 * dense.inputs() * dense.units();
                double parameters = (dense.inputs() + 1.0) * dense.units();
                yield tally.forward(LayerKind.DENSE, forward)
                        .backward(LayerKind.DENSE, gradients * forward + 2 * parameters / batchSize);
            }
            case BATCH_NORM ->
                tally.forward(LayerKind.BATCH_NORM, 7.0 * Formulas.elements(in))
                        .backward(LayerKind.BATCH_NORM, 29.0 * Formulas.elements(in) + 7.0 * in.channels() / batchSize);
            case RELU -> tally.forward(LayerKind.RELU, Formulas.elements(in));
            case ADD -> tally.forward(LayerKind.ADD, (placed.inputs().size() - 1.0) * Formulas.elements(in));
            case MAX_POOL -> {
                double kernel = ((Layer.MaxPool) layer).kernel();
                yield tally.forward(LayerKind.MAX_POOL, kernel * kernel * Formulas.elements(out));
            }
            case GLOBAL_AVERAGE_POOL -> tally.forward(LayerKind.GLOBAL_AVERAGE_POOL, Formulas.globalAverage(in));
            case CONCAT, DROPOUT, FLATTEN, SOFTMAX -> tally;
        };
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.aiperf.search.morph;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.aiperf.network.InvalidNetworkException;
import org.aiperf.network.Layer;
import org.aiperf.network.Network;
import org.aiperf.network.NetworkBuilder;
import org.aiperf.network.Shape.FeatureMap;
import org.aiperf.network.Tensor;
import org.aiperf.network.Weights;

/**
 * Inserts a residual block of equal width behind a ReLU (He et al. 2016). The last batch norm of its branch has the
 * scale zero, so the block computes relu(x + 0), which is x because x is not negative; in training, too.
 *
 * @param layer the ReLU
 * @param block what the branch consists of
 */
public record InsertResidual(int layer, Block block) implements Morph {

    /** The branch of a residual block. */
    public enum Block {
        /** Two convolutions of 3x3. */
        BASIC {
            @Override
            List<Layer.Conv> convolutions(int width) {
                return List.of(Layer.Conv.same(width, width, 3, 1), Layer.Conv.same(width, width, 3, 1));
            }
        },
        /** 1x1 to a quarter of the width, 3x3, and 1x1 back. */
        BOTTLENECK {
            @Override
            List<Layer.Conv> convolutions(int width) {
                int inner = Math.max(width / 4, 1);
                return List.of(
                        Layer.Conv.same(width, inner, 1, 1),
                        Layer.Conv.same(inner, inner, 3, 1),
                        Layer.Conv.same(inner, width, 1, 1));
            }
        };

        abstract List<Layer.Conv> convolutions(int width);
    }

    @Override
    public WeightedNetwork apply(WeightedNetwork parent, RandomGenerator random) {
        Network network = parent.network();
        int end = network.layer(layer).output();
        if (network.layer(layer).kind() != Layer.Kind.RELU || !(network.shape(end) instanceof FeatureMap)) {
            throw new InvalidNetworkException(
                    "Layer %d is %s; a residual block is inserted behind a ReLU on feature maps"
                            .formatted(layer, network.layer(layer).layer()));
        }
        NetworkBuilder builder = new NetworkBuilder(network);
        Map<Integer, Map<String, Tensor>> layers =
                new LinkedHashMap<>(parent.weights().layers());
        int start = builder.node();
        builder.reroute(layer, start);
        int node = start;
        List<Layer.Conv> convolutions =
                new ArrayList<>(block.convolutions(network.shape(end).channels()));
        for (int i = 0; i < convolutions.size(); i++) {
            Layer.Conv conv = convolutions.get(i);
            boolean last = i == convolutions.size() - 1;
            int convolved = builder.node();
            int convId = builder.connect(conv, convolved, node);
            node = builder.node();
            int normId = builder.connect(new Layer.BatchNorm(conv.filters()), node, convolved);
            if (!parent.weights().isEmpty()) {
                layers.put(convId, FreshWeights.random(conv, random));
                layers.put(normId, FreshWeights.standard(conv.filters(), last ? 0 : 1));
            }
            if (!last) {
                node = builder.append(new Layer.Relu(), node);
            }
        }
        int sum = builder.append(new Layer.Add(), node, start);
        builder.connect(new Layer.Relu(), end, sum);
        return new WeightedNetwork(builder.build(), new Weights(layers));
    }

    @Override
    public MorphKind kind() {
        return block == Block.BASIC ? MorphKind.INSERT_BASIC_BLOCK : MorphKind.INSERT_BOTTLENECK;
    }

    @Override
    public String toString() {
        return "insert-%s(%d)".formatted(block == Block.BASIC ? "basic-block" : "bottleneck", layer);
    }
}

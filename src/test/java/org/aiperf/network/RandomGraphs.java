// SPDX-License-Identifier: Apache-2.0
package org.aiperf.network;

import java.util.random.RandomGenerator;
import org.aiperf.network.Shape.FeatureMap;

/** Small classifiers of random structure: chains, residual blocks, branches that are concatenated, pools and strides. */
public final class RandomGraphs {

    private final NetworkBuilder builder;
    private final RandomGenerator random;
    private int node;
    private int width;

    private RandomGraphs(FeatureMap input, RandomGenerator random) {
        this.builder = new NetworkBuilder(input);
        this.random = random;
        this.width = input.channels();
    }

    /** A network for images of 12 by 12 pixels. */
    public static Network draw(RandomGenerator random, int classes) {
        RandomGraphs graph = new RandomGraphs(new FeatureMap(12, 12, random.nextInt(1, 4)), random);
        graph.convolution(graph.random.nextInt(4, 9), 3, 1);
        for (int blocks = random.nextInt(2, 5); blocks > 0; blocks--) {
            graph.block();
        }
        graph.classifier(classes);
        return graph.builder.build();
    }

    private void block() {
        switch (random.nextInt(5)) {
            case 0 -> convolution(random.nextInt(4, 9), 1 + 2 * random.nextInt(3), 1);
            case 1 -> convolution(random.nextInt(4, 9), 3, 2);
            case 2 -> residual();
            case 3 -> branches();
            default -> node = builder.append(new Layer.MaxPool(2, 2, 0), node);
        }
    }

    private int normalised(int from, int inputs, int filters, int kernel, int stride) {
        int convolved = builder.append(Layer.Conv.same(inputs, filters, kernel, stride), from);
        return builder.append(new Layer.BatchNorm(filters), convolved);
    }

    private void convolution(int filters, int kernel, int stride) {
        node = builder.append(new Layer.Relu(), normalised(node, width, filters, kernel, stride));
        width = filters;
    }

    private void residual() {
        int filters = random.nextInt(4, 9);
        int start = node;
        int before = width;
        convolution(filters, 3, 1);
        int branch = normalised(node, filters, filters, 3, 1);
        int shortcut = filters == before ? start : normalised(start, before, filters, 1, 1);
        node = builder.append(new Layer.Relu(), builder.append(new Layer.Add(), branch, shortcut));
    }

    private void branches() {
        int start = node;
        int before = width;
        convolution(random.nextInt(2, 6), 1, 1);
        int first = node;
        int firstWidth = width;
        node = start;
        width = before;
        convolution(random.nextInt(2, 6), 3, 1);
        node = builder.append(new Layer.Concat(), first, node);
        width += firstWidth;
    }

    private void classifier(int classes) {
        node = builder.append(new Layer.GlobalAveragePool(), node);
        if (random.nextBoolean()) {
            node = builder.append(new Layer.Relu(), builder.append(new Layer.Dense(width, 7), node));
            width = 7;
        }
        builder.append(new Layer.Dense(width, classes), node);
    }
}

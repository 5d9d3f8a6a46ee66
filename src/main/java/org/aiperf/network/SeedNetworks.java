// SPDX-License-Identifier: Apache-2.0
package org.aiperf.network;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.aiperf.network.Shape.FeatureMap;

/**
 * The networks that a search starts from, by name: {@code resnet-50} as the reference builds it (method section 3.6), and
 * for images of 28 to 32 pixels {@code resnet-N} with N = 6n + 2 layers of weights (He et al. 2016, section 4.2): n
 * basic blocks in each of three stages of 16, 32 and 64 filters. {@code resnet-N-strided} halves height and width in
 * its first convolution, for a quarter of the work.
 */
public final class SeedNetworks {

    private static final Pattern SMALL = Pattern.compile("resnet-(\\d{1,3})(-strided)?");
    private static final int[][] BOTTLENECKS = {{64, 256, 3}, {128, 512, 4}, {256, 1024, 6}, {512, 2048, 3}};

    private SeedNetworks() {}

    /**
     * Builds a network by its name.
     *
     * @throws InvalidNetworkException if no network has the name
     */
    public static Network named(String name, FeatureMap input, int classes) {
        String lower = name.toLowerCase(Locale.ROOT);
        if (lower.equals("resnet-50")) {
            return resNet50(input, classes);
        }
        Matcher small = SMALL.matcher(lower);
        if (small.matches()) {
            int depth = Integer.parseInt(small.group(1));
            if (depth >= 8 && depth % 6 == 2 && depth != 50) {
                return residual(input, classes, (depth - 2) / 6, 16, small.group(2) == null ? 1 : 2);
            }
        }
        throw new InvalidNetworkException(
                "There is no seed network '" + name
                        + "'; there are resnet-50, resnet-8, resnet-14, resnet-20 and so on in steps of 6, and resnet-8-strided and so on");
    }

    /** Basic blocks as in {@code resnet-N}, but with other numbers of filters: in three stages so many, twice and four times. */
    public static Network blocks(FeatureMap input, int classes, int blocks, int filters) {
        return residual(input, classes, blocks, filters, 1);
    }

    private static Network resNet50(FeatureMap input, int classes) {
        NetworkBuilder builder = new NetworkBuilder(input);
        int node = convolved(builder, 0, Layer.Conv.same(input.channels(), 64, 7, 2));
        node = builder.append(new Layer.MaxPool(3, 2, 0), node);
        int channels = 64;
        for (int stage = 0; stage < BOTTLENECKS.length; stage++) {
            int[] widths = BOTTLENECKS[stage];
            for (int block = 0; block < widths[2]; block++) {
                int stride = stage > 0 && block == 0 ? 2 : 1;
                node = bottleneck(builder, node, channels, widths[0], widths[1], stride);
                channels = widths[1];
            }
        }
        return classifier(builder, node, channels, classes);
    }

    private static int bottleneck(NetworkBuilder builder, int start, int channels, int inner, int outer, int stride) {
        int node = convolved(builder, start, Layer.Conv.same(channels, inner, 1, stride));
        node = convolved(builder, node, Layer.Conv.same(inner, inner, 3, 1));
        node = builder.append(Layer.Conv.same(inner, outer, 1, 1), node);
        return merged(builder, start, node, channels, outer, stride);
    }

    private static Network residual(FeatureMap input, int classes, int blocks, int narrowest, int stemStride) {
        NetworkBuilder builder = new NetworkBuilder(input);
        int channels = narrowest;
        int node = convolved(builder, 0, Layer.Conv.same(input.channels(), channels, 3, stemStride));
        for (int filters = narrowest; filters <= 4 * narrowest; filters *= 2) {
            for (int block = 0; block < blocks; block++) {
                int stride = filters > narrowest && block == 0 ? 2 : 1;
                int inner = convolved(builder, node, Layer.Conv.same(channels, filters, 3, stride));
                inner = builder.append(Layer.Conv.same(filters, filters, 3, 1), inner);
                node = merged(builder, node, inner, channels, filters, stride);
                channels = filters;
            }
        }
        return classifier(builder, node, channels, classes);
    }

    private static int convolved(NetworkBuilder builder, int node, Layer.Conv conv) {
        int out = builder.append(conv, node);
        out = builder.append(new Layer.BatchNorm(conv.filters()), out);
        return builder.append(new Layer.Relu(), out);
    }

    /** Ends a residual block: the projection stands between the last convolution and its batch norm, as in the reference. */
    private static int merged(NetworkBuilder builder, int start, int convolved, int from, int to, int stride) {
        int shortcut = start;
        int node;
        if (from != to || stride != 1) {
            int projected = builder.append(Layer.Conv.same(from, to, 1, stride), start);
            node = builder.append(new Layer.BatchNorm(to), convolved);
            shortcut = builder.append(new Layer.BatchNorm(to), projected);
        } else {
            node = builder.append(new Layer.BatchNorm(to), convolved);
        }
        return builder.append(new Layer.Relu(), builder.append(new Layer.Add(), node, shortcut));
    }

    private static Network classifier(NetworkBuilder builder, int node, int channels, int classes) {
        int pooled = builder.append(new Layer.GlobalAveragePool(), node);
        builder.append(new Layer.Dense(channels, classes), pooled);
        return builder.build();
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.aiperf.simulation;

import java.util.List;
import org.aiperf.network.Descriptor;
import org.aiperf.network.Layer;
import org.aiperf.network.Network;

/**
 * Accuracy as a smooth function of what is said to matter in residual networks: depth helps with diminishing returns,
 * depth that no skip covers hurts, parameters help with their logarithm up to a point, widths should not shrink along
 * the chain, and a few large kernels help a little.
 */
record SmoothObjective() implements Objective {

    private static final double BASE = 0.27;

    @Override
    public double accuracy(Network network) {
        Descriptor descriptor = Descriptor.of(network);
        List<Layer.Conv> convolutions = descriptor.layers().stream()
                .flatMap(id -> network.layer(id).layer().convolution().stream())
                .toList();
        return BASE
                + depth(convolutions.size())
                - uncovered(descriptor)
                + size(network.parameters())
                + progression(convolutions)
                + kernels(convolutions);
    }

    private static double depth(int convolutions) {
        return 0.40 * (1 - Math.exp(-convolutions / 16.0));
    }

    /** Positions of the chain beyond the first few that no skip spans. */
    private static double uncovered(Descriptor descriptor) {
        int length = descriptor.layers().size();
        boolean[] covered = new boolean[length + 1];
        for (Descriptor.Skip skip : descriptor.skips()) {
            for (int i = Math.min(skip.from(), skip.to()); i < Math.max(skip.from(), skip.to()) && i <= length; i++) {
                covered[i] = true;
            }
        }
        int bare = 0;
        for (int i = 0; i < length; i++) {
            bare += covered[i] ? 0 : 1;
        }
        return 0.004 * Math.max(0, bare - 8);
    }

    private static double size(long parameters) {
        double doublings = Math.log(parameters / 1e5) / Math.log(2);
        return 0.12 * (1 - Math.exp(-Math.max(doublings, 0) / 4)) - 0.01 * Math.max(0, doublings - 7);
    }

    private static double progression(List<Layer.Conv> convolutions) {
        int steps = 0;
        int fitting = 0;
        for (int i = 1; i < convolutions.size(); i++) {
            double ratio = (double) convolutions.get(i).filters()
                    / convolutions.get(i - 1).filters();
            steps++;
            fitting += ratio >= 1 && ratio <= 2 ? 1 : 0;
        }
        return steps == 0 ? 0 : 0.10 * fitting / steps;
    }

    private static double kernels(List<Layer.Conv> convolutions) {
        long large = convolutions.stream().filter(conv -> conv.kernel() == 5).count();
        return 0.005 * Math.min(large, 4);
    }
}

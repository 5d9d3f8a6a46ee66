// SPDX-License-Identifier: Apache-2.0
package org.aiperf.search.morph;

import java.util.Arrays;
import org.aiperf.network.Layer;
import org.aiperf.network.Network;
import org.aiperf.network.PlacedLayer;
import org.aiperf.network.Tensor;
import org.aiperf.network.Weights;

/**
 * Estimated mean and variance of each channel of an activation, without data: a batch norm's output has mean beta and
 * variance gamma², a rectified normal variable has closed moments, sums add. Good enough to start the statistics of an
 * inserted batch norm; training corrects them.
 */
@SuppressWarnings("ArrayRecordComponent") // Made and read inside one morph; never compared.
record Moments(double[] mean, double[] variance) {

    static Moments of(Network network, Weights weights, int node) {
        int channels = network.shape(node).channels();
        int producer = network.producer(node);
        if (producer < 0) {
            return standard(channels);
        }
        PlacedLayer placed = network.layer(producer);
        if (placed.layer() instanceof Layer.BatchNorm) {
            return normalised(weights.tensor(producer, Weights.GAMMA), weights.tensor(producer, Weights.BETA));
        } else if (placed.layer() instanceof Layer.Relu) {
            return of(network, weights, placed.input()).rectified();
        } else if (placed.layer() instanceof Layer.Add) {
            Moments sum = new Moments(new double[channels], new double[channels]);
            placed.inputs().forEach(input -> sum.add(of(network, weights, input)));
            return sum;
        }
        return standard(channels);
    }

    private static Moments standard(int channels) {
        double[] variance = new double[channels];
        Arrays.fill(variance, 1);
        return new Moments(new double[channels], variance);
    }

    private static Moments normalised(Tensor gamma, Tensor beta) {
        Moments result = standard(gamma.values().length);
        for (int c = 0; c < result.mean.length; c++) {
            result.mean[c] = beta.values()[c];
            result.variance[c] = (double) gamma.values()[c] * gamma.values()[c];
        }
        return result;
    }

    private void add(Moments other) {
        for (int c = 0; c < mean.length; c++) {
            mean[c] += other.mean[c];
            variance[c] += other.variance[c];
        }
    }

    /** Moments of max(0, x) for normal x. */
    private Moments rectified() {
        Moments result = new Moments(new double[mean.length], new double[mean.length]);
        for (int c = 0; c < mean.length; c++) {
            double m = mean[c];
            double s = Math.sqrt(Math.max(variance[c], 1e-12));
            double above = probit(m / s);
            double density = Math.exp(-0.5 * (m / s) * (m / s)) / Math.sqrt(2 * Math.PI);
            result.mean[c] = m * above + s * density;
            double square = (m * m + s * s) * above + m * s * density;
            result.variance[c] = Math.max(square - result.mean[c] * result.mean[c], 1e-6);
        }
        return result;
    }

    /** The normal distribution function, to 1e-7 (Abramowitz and Stegun 26.2.17). */
    private static double probit(double x) {
        double t = 1 / (1 + 0.2316419 * Math.abs(x));
        double series =
                t * (0.319381530 + t * (-0.356563782 + t * (1.781477937 + t * (-1.821255978 + t * 1.330274429))));
        double tail = Math.exp(-0.5 * x * x) / Math.sqrt(2 * Math.PI) * series;
        return x >= 0 ? 1 - tail : tail;
    }
}

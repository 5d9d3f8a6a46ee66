// SPDX-License-Identifier: Apache-2.0
package org.aiperf.search.bayes;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A Gaussian process over networks that grows a row at a time. Its mean is the generalised-least-squares estimate of a
 * constant, its variance the maximum-likelihood one, both given the kernel. A row is appended in O(n²); a row without a
 * value, a network in training, is believed to become what the rows before it predict: it changes no mean and lowers
 * the uncertainty around it. No row is ever dropped. Not thread-safe.
 *
 * <p>K + nugget = L Lᵀ; the rows of L are kept with {@code zy = L⁻¹ y} and {@code z1 = L⁻¹ 1} of the rows that have a
 * value and 0 for those that have none, because a believed value is the one that leaves no residual.
 */
public final class GaussianProcess {

    /** A square pivot below this is rounding: the row repeats others, and its nugget is raised. */
    private static final double LEAST_PIVOT = 1e-8;

    /** What a row keeps as its own, in units of the variance, if it repeats others. */
    private static final double RAISED_NUGGET = 0.01;

    /** Keeps predictions finite before two values differ. */
    private static final double LEAST_VARIANCE = 1e-8;

    private final double nugget;
    private final List<double[]> factor;
    private double[] values;
    private double[] zy;
    private double[] z1;
    private boolean[] known;
    private int valued;
    private double logDeterminant;
    private double mean;
    private double variance = LEAST_VARIANCE;

    /** @param nugget variance of the noise in units of the variance of all networks, above 0 */
    public GaussianProcess(double nugget) {
        this.nugget = nugget;
        this.factor = new ArrayList<>();
        this.values = new double[16];
        this.zy = new double[16];
        this.z1 = new double[16];
        this.known = new boolean[16];
    }

    private GaussianProcess(GaussianProcess other) {
        this.nugget = other.nugget;
        this.factor = new ArrayList<>(other.factor);
        this.values = other.values.clone();
        this.zy = other.zy.clone();
        this.z1 = other.z1.clone();
        this.known = other.known.clone();
        this.valued = other.valued;
        this.logDeterminant = other.logDeterminant;
        this.mean = other.mean;
        this.variance = other.variance;
    }

    /** The same process, which may grow apart from this one; costs O(n), because rows of the factor never change. */
    GaussianProcess copy() {
        return new GaussianProcess(this);
    }

    public int size() {
        return factor.size();
    }

    /** Number of rows that have a value. */
    public int valued() {
        return valued;
    }

    /** The estimated mean of all networks. */
    public double mean() {
        return mean;
    }

    /** The estimated variance of all networks. */
    public double variance() {
        return variance;
    }

    /**
     * Adds a network without a value, and returns its row.
     *
     * @param covariances with every row before it, in units of the variance of all networks
     */
    public int append(double[] covariances) {
        int n = size();
        double[] row = Arrays.copyOf(solved(covariances), n + 1);
        double pivot = 1 + nugget - dot(row, row, n);
        row[n] = Math.sqrt(pivot < LEAST_PIVOT ? RAISED_NUGGET : pivot);
        factor.add(row);
        logDeterminant += Math.log(row[n]);
        reserve(n + 1);
        return n;
    }

    /** Adds a network with its value, and returns its row. */
    public int append(double[] covariances, double value) {
        int row = append(covariances);
        value(row, value);
        return row;
    }

    /** Gives a row its value; again if it had one. Costs O(n (n - row)). */
    public void value(int row, double value) {
        if (!Double.isFinite(value)) {
            throw new IllegalArgumentException("Row %d cannot have the value %s".formatted(row, value));
        }
        set(row, value);
        redo(row);
    }

    /** Gives the first rows their values, all at once. */
    void values(double[] first) {
        for (int i = 0; i < first.length; i++) {
            set(i, first[i]);
        }
        redo(0);
    }

    private void set(int row, double value) {
        values[row] = value;
        if (!known[row]) {
            known[row] = true;
            valued++;
        }
    }

    private void redo(int from) {
        for (int i = from; i < size(); i++) {
            if (known[i]) {
                double[] l = factor.get(i);
                zy[i] = (values[i] - dot(l, zy, i)) / l[i];
                z1[i] = (1 - dot(l, z1, i)) / l[i];
            }
        }
        estimate();
    }

    /**
     * What the model expects of a network that is not in it.
     *
     * @param covariances with every row, in units of the variance of all networks
     * @throws IllegalStateException if no row has a value
     */
    public Posterior predict(double[] covariances) {
        if (valued == 0) {
            throw new IllegalStateException("Nothing can be predicted before the first value");
        }
        int n = size();
        double[] v = solved(covariances);
        double expected = mean + dot(v, zy, n) - mean * dot(v, z1, n);
        return new Posterior(expected, Math.sqrt(variance * Math.max(1 - dot(v, v, n), 0)));
    }

    /** Negative logarithm of the likelihood of the values, without its constant. Exact if all rows have values. */
    double negativeLogLikelihood() {
        return 0.5 * valued * Math.log(variance) + logDeterminant;
    }

    private void estimate() {
        int n = size();
        double ones = dot(z1, z1, n);
        mean = dot(z1, zy, n) / ones;
        double squares = dot(zy, zy, n) - mean * mean * ones;
        variance = Math.max(squares / valued, LEAST_VARIANCE);
    }

    /** L⁻¹ k for the covariances k with a network. */
    private double[] solved(double[] covariances) {
        int n = size();
        double[] v = new double[n];
        for (int i = 0; i < n; i++) {
            double[] l = factor.get(i);
            v[i] = (covariances[i] - dot(l, v, i)) / l[i];
        }
        return v;
    }

    /** Four sums at once: one alone would wait for each addition. */
    private static double dot(double[] a, double[] b, int n) {
        double s0 = 0;
        double s1 = 0;
        double s2 = 0;
        double s3 = 0;
        int i = 0;
        for (; i + 3 < n; i += 4) {
            s0 += a[i] * b[i];
            s1 += a[i + 1] * b[i + 1];
            s2 += a[i + 2] * b[i + 2];
            s3 += a[i + 3] * b[i + 3];
        }
        for (; i < n; i++) {
            s0 += a[i] * b[i];
        }
        return s0 + s1 + (s2 + s3);
    }

    private void reserve(int size) {
        if (size > values.length) {
            int capacity = 2 * size;
            values = Arrays.copyOf(values, capacity);
            zy = Arrays.copyOf(zy, capacity);
            z1 = Arrays.copyOf(z1, capacity);
            known = Arrays.copyOf(known, capacity);
        }
    }
}

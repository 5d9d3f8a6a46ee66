// SPDX-License-Identifier: Apache-2.0
package org.aiperf.search.bayes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.offset;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GaussianProcessTest {

    private static final Kernel KERNEL = new Kernel(4, 0.05);

    /** Covariance of networks that are two lengths apart. */
    private static final double FAR = Math.exp(-2);

    /** Points on a line: their distances are a metric whose kernel is positive definite. */
    private final double[] points = new Random(5).doubles(60, 0, 40).toArray();

    private final double[] values =
            Arrays.stream(points).map(x -> 0.6 + 0.1 * Math.sin(x / 4)).toArray();

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 7, 60})
    void equalsAPlainRefit(int n) {
        GaussianProcess process = new GaussianProcess(KERNEL.nugget());
        for (int i = 0; i < n; i++) {
            process.append(covariances(points[i], i), values[i]);
        }
        requireEqual(process, Arrays.copyOf(points, n), Arrays.copyOf(values, n));
    }

    @Test
    void aValueThatComesLateCountsAsIfItHadAlwaysBeenThere() {
        GaussianProcess process = new GaussianProcess(KERNEL.nugget());
        for (int i = 0; i < 60; i++) {
            process.append(covariances(points[i], i));
            if (i % 3 != 1) {
                process.value(i, values[i]);
            }
        }
        for (int i = 58; i >= 0; i -= 3) {
            process.value(i, values[i]);
        }
        requireEqual(process, points, values);
    }

    @Test
    void aNetworkInTrainingChangesNoMeanAndLowersTheUncertaintyAroundIt() {
        GaussianProcess process = new GaussianProcess(KERNEL.nugget());
        for (int i = 0; i < 20; i++) {
            process.append(covariances(points[i], i), values[i]);
        }
        double[] others = Arrays.copyOf(points, 21);
        others[20] = 50;
        Posterior before = process.predict(covariances(51, 20));
        double mean = process.mean();

        process.append(covariances(50, 20));
        Posterior after = process.predict(KERNEL.at(to(51, others)));

        assertThat(process.mean()).isEqualTo(mean);
        assertThat(after.mean()).isCloseTo(before.mean(), offset(1e-12));
        assertThat(after.deviation()).isLessThan(0.8 * before.deviation());
        assertThat(process.size()).isEqualTo(21);
        assertThat(process.valued()).isEqualTo(20);
    }

    @Test
    void believesAboutANetworkInTrainingWhatTheRowsBeforeItPredict() {
        GaussianProcess pending = new GaussianProcess(KERNEL.nugget());
        GaussianProcess believed = new GaussianProcess(KERNEL.nugget());
        for (int i = 0; i < 20; i++) {
            pending.append(covariances(points[i], i), values[i]);
            believed.append(covariances(points[i], i), values[i]);
        }
        believed.append(
                covariances(points[20], 20),
                believed.predict(covariances(points[20], 20)).mean());
        pending.append(covariances(points[20], 20));

        Posterior one = pending.predict(covariances(9, 21));
        Posterior other = believed.predict(covariances(9, 21));

        assertThat(one.mean()).isCloseTo(other.mean(), offset(1e-12));
        assertThat(one.deviation() / Math.sqrt(pending.variance()))
                .isCloseTo(other.deviation() / Math.sqrt(believed.variance()), offset(1e-12));
    }

    @Test
    void keepsRepeatedNetworksOfDifferentValues() {
        GaussianProcess process = new GaussianProcess(1e-12);
        process.append(new double[] {}, 0.5);
        process.append(new double[] {1}, 0.7);
        process.append(new double[] {1, 1}, 0.6);
        process.append(new double[] {FAR, FAR, FAR}, 0.2);

        assertThat(process.size()).isEqualTo(4);
        assertThat(process.predict(new double[] {1, 1, 1, FAR}).mean()).isBetween(0.4, 0.8);
        assertThat(process.predict(new double[] {FAR, FAR, FAR, 1}).mean()).isCloseTo(0.2, offset(1e-6));
    }

    @Test
    void findsTheKernelThatMadeTheValues() {
        assertThat(fitted(0.02).nugget()).isLessThan(0.1);
        assertThat(fitted(1).nugget()).isGreaterThan(0.1);
        assertThat(fitted(0.02).length()).isGreaterThanOrEqualTo(8);
    }

    @Test
    void expectsImprovementWhereMeanOrUncertaintyIsHigh() {
        assertThat(new Posterior(0.6, 0).expectedImprovement(0.5)).isCloseTo(0.1, offset(1e-12));
        assertThat(new Posterior(0.4, 0).expectedImprovement(0.5)).isZero();
        // phi(0) of the standard normal distribution.
        assertThat(new Posterior(0.5, 1).expectedImprovement(0.5)).isCloseTo(0.3989423, offset(1e-6));
        assertThat(new Posterior(0, 1).expectedImprovement(1)).isCloseTo(0.0833155, offset(1e-6));
    }

    @Test
    void refusesWhatIsNoValue() {
        GaussianProcess process = new GaussianProcess(KERNEL.nugget());
        assertThatThrownBy(() -> process.predict(new double[] {})).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> process.append(new double[] {}, Double.NaN))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private static Kernel fitted(double noise) {
        Random random = new Random(2);
        double[] x = random.doubles(120, 0, 60).toArray();
        double[][] distances = new double[x.length][];
        double[] y = new double[x.length];
        for (int i = 0; i < x.length; i++) {
            distances[i] = to(x[i], Arrays.copyOf(x, i));
            y[i] = Math.sin(x[i] / 12) + noise * random.nextGaussian();
        }
        return KernelFit.of(distances, y);
    }

    private double[] covariances(double point, int n) {
        return KERNEL.at(to(point, Arrays.copyOf(points, n)));
    }

    private static double[] to(double point, double[] others) {
        return Arrays.stream(others).map(x -> Math.abs(x - point)).toArray();
    }

    private static void requireEqual(GaussianProcess process, double[] x, double[] y) {
        PlainProcess plain = new PlainProcess(KERNEL, x, y);
        assertThat(process.mean()).isCloseTo(plain.mean, offset(1e-9));
        assertThat(process.variance()).isCloseTo(plain.variance, offset(1e-9));
        for (double query : new double[] {-3, 0.1, 7.7, 25, 90}) {
            Posterior found = process.predict(KERNEL.at(to(query, x)));
            Posterior expected = plain.predict(query);
            assertThat(found.mean()).isCloseTo(expected.mean(), offset(1e-9));
            assertThat(found.deviation()).isCloseTo(expected.deviation(), offset(1e-9));
        }
    }

    /** The textbook's formulas with an inverse by Gauss and Jordan. */
    private static final class PlainProcess {

        private final Kernel kernel;
        private final double[] x;
        private final double[] y;
        private final double[][] inverse;
        private final double mean;
        private final double variance;

        PlainProcess(Kernel kernel, double[] x, double[] y) {
            this.kernel = kernel;
            this.x = x;
            this.y = y;
            int n = x.length;
            double[][] k = new double[n][n];
            for (int i = 0; i < n; i++) {
                for (int j = 0; j < n; j++) {
                    k[i][j] = kernel.at(Math.abs(x[i] - x[j])) + (i == j ? kernel.nugget() : 0);
                }
            }
            inverse = inverse(k);
            double[] ones = new double[n];
            Arrays.fill(ones, 1);
            mean = product(ones, y) / product(ones, ones);
            double[] residual = Arrays.stream(y).map(v -> v - mean).toArray();
            variance = Math.max(product(residual, residual) / n, 1e-8);
        }

        Posterior predict(double query) {
            double[] k = Arrays.stream(to(query, x)).map(kernel::at).toArray();
            double[] residual = Arrays.stream(y).map(v -> v - mean).toArray();
            return new Posterior(mean + product(k, residual), Math.sqrt(variance * Math.max(1 - product(k, k), 0)));
        }

        private double product(double[] a, double[] b) {
            double sum = 0;
            for (int i = 0; i < a.length; i++) {
                for (int j = 0; j < b.length; j++) {
                    sum += a[i] * inverse[i][j] * b[j];
                }
            }
            return sum;
        }

        private static double[][] inverse(double[][] matrix) {
            int n = matrix.length;
            double[][] wide = new double[n][2 * n];
            for (int i = 0; i < n; i++) {
                System.arraycopy(matrix[i], 0, wide[i], 0, n);
                wide[i][n + i] = 1;
            }
            for (int p = 0; p < n; p++) {
                double pivot = wide[p][p];
                for (int j = 0; j < 2 * n; j++) {
                    wide[p][j] /= pivot;
                }
                for (int i = 0; i < n; i++) {
                    double factor = wide[i][p];
                    for (int j = 0; j < 2 * n && i != p; j++) {
                        wide[i][j] -= factor * wide[p][j];
                    }
                }
            }
            return Arrays.stream(wide)
                    .map(row -> Arrays.copyOfRange(row, n, 2 * n))
                    .toArray(double[][]::new);
        }
    }
}

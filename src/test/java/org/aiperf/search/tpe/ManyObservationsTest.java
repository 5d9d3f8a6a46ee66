// SPDX-License-Identifier: Apache-2.0
package org.aiperf.search.tpe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

/** Many observations are known by sums; what follows from them is what each one by itself would give. */
class ManyObservationsTest {

    private static final int COUNT = 5000;

    @Test
    void aMixtureOfManyIsTheSumOfItsComponents() {
        RandomGenerator random = new SplittableRandom(2);
        Parzen parzen = new Parzen(-2, 6);
        double[] observed = new double[COUNT];
        NormalMixture mixture = parzen(random, parzen, observed);

        assertThat(mixture.means()).hasSizeLessThan(300);
        for (int i = 0; i <= 200; i++) {
            double place = -2 + 8 * i / 200.0;
            double expected = logDensity(observed, -2, 6, place);
            assertThat(mixture.logDensity(place) + Math.log(mixture.kept())).isCloseTo(expected, within(1e-9));
        }
    }

    /** Some dense places, some of them at the ends, and a wide gap with single ones in it. */
    private static NormalMixture parzen(RandomGenerator random, Parzen parzen, double[] observed) {
        for (int i = 0; i < COUNT; i++) {
            double place =
                    switch (random.nextInt(5)) {
                        case 0 -> 5 + random.nextDouble();
                        case 1 -> Math.min(Math.max(random.nextGaussian(-1.5, 0.3), -2), -0.5);
                        case 2 -> Math.rint(10 * random.nextDouble()) / 10;
                        default -> random.nextInt(50) == 0 ? 2 + 3 * random.nextDouble() : -1.9;
                    };
            observed[i] = place;
            parzen.add(place);
            if (i % 7 == 0) {
                assertThat(parzen.mixture().kept()).isBetween(0.0, 1.0);
            }
        }
        return parzen.mixture();
    }

    /** Rounded numbers, of which many are equal. */
    @Test
    void probabilitiesOfRoundedNumbersAddUp() {
        RandomGenerator random = new SplittableRandom(3);
        Parameter parameter = Parameter.quantisedUniform(32, 256, 1);
        Evidence evidence = parameter.evidence();
        for (int i = 0; i < COUNT; i++) {
            evidence.add(random.nextInt(3) == 0 ? 32 : 100 + random.nextInt(30));
        }
        Density density = evidence.density();
        double sum = 0;
        for (int value = 32; value <= 256; value++) {
            sum += Math.exp(density.logarithm(value));
        }
        assertThat(sum).isCloseTo(1, within(1e-9));
        // A half of the third at the lower end lies outside of the interval, and the rest counts the more for it.
        assertThat(Math.exp(density.logarithm(115))).isCloseTo(2 / 90.0 / (5 / 6.0), within(0.001));
    }

    /** The definition, one by one (method section 5.3), without the share that the interval keeps. */
    private static double logDensity(double[] observed, double low, double high, double place) {
        int count = observed.length;
        Integer[] order = new Integer[count];
        Arrays.setAll(order, i -> i);
        Arrays.sort(order, (a, b) -> Double.compare(observed[a], observed[b]));
        for (int from = 0, to = 1; to <= count; to++) {
            if (to == count || observed[order[to]] != observed[order[from]]) {
                int newest = order[to - 1];
                System.arraycopy(order, from, order, from + 1, to - 1 - from);
                order[from] = newest;
                from = to;
            }
        }
        double middle = (low + high) / 2;
        int prior = (int) Arrays.stream(observed).filter(each -> each < middle).count();
        double[] means = new double[count + 1];
        double[] weights = new double[count + 1];
        Forgetting forgetting = new Forgetting(count);
        for (int i = 0; i <= count; i++) {
            means[i] = i == prior ? middle : observed[order[i < prior ? i : i - 1]];
            weights[i] = i == prior ? 1 : forgetting.weight(order[i < prior ? i : i - 1]);
        }
        double density = 0;
        for (int i = 0; i <= count; i++) {
            double left = i == 0 ? 0 : means[i] - means[i - 1];
            double right = i == count ? 0 : means[i + 1] - means[i];
            double width = i == prior ? high - low : Math.max(Math.max(left, right), (high - low) / 100);
            double z = (place - means[i]) / width;
            density += weights[i] * Math.exp(-z * z / 2) / width;
        }
        return Math.log(density / Arrays.stream(weights).sum() / Math.sqrt(2 * Math.PI));
    }
}

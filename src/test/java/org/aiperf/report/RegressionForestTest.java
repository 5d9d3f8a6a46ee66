// SPDX-License-Identifier: Apache-2.0
package org.aiperf.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.offset;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RegressionForestTest {

    @Test
    void predictsWhatItHasNotSeenAndNothingBeyondWhatItHas() {
        SplittableRandom random = new SplittableRandom(6);
        double[][] samples = IntStream.range(0, 200)
                .mapToObj(i -> random.doubles(3, -5, 5).toArray())
                .toArray(double[][]::new);
        double[] values = Arrays.stream(samples).mapToDouble(this::truth).toArray();
        RegressionForest forest = new RegressionForest(samples, values, 1);

        double[] fresh = {2, -2, 0};
        assertThat(forest.at(fresh)).isCloseTo(truth(fresh), offset(0.8));
        assertThat(forest.at(new double[] {100, -100, 0}))
                .isBetween(
                        Arrays.stream(values).min().getAsDouble(),
                        Arrays.stream(values).max().getAsDouble());
        assertThat(new RegressionForest(samples, values, 1).at(fresh)).isEqualTo(forest.at(fresh));
    }

    private double truth(double[] x) {
        return x[0] - (x[1] > 0 ? 2 : 0);
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.aiperf.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class CrossEntropyTest {

    @Test
    void isTheSumOverTheSmoothedTargets() {
        CrossEntropy loss = new CrossEntropy(3, 0.3);
        float[] targets = new float[6];
        loss.targets(new int[] {2, 0, 9}, 2, targets);
        assertThat(targets).containsExactly(new float[] {0.1f, 0.1f, 0.8f, 0.8f, 0.1f, 0.1f}, within(1e-6f));

        double powers = Math.exp(1) + Math.exp(2) + Math.exp(4);
        double expected = -0.1 * Math.log(Math.exp(1) / powers)
                - 0.1 * Math.log(Math.exp(2) / powers)
                - 0.8 * Math.log(Math.exp(4) / powers);
        assertThat(loss.add(new float[] {1, 2, 4, 0, 1, 0}, new int[] {2, 0}, 1))
                .isCloseTo(expected, within(1e-9));
        loss.add(new float[] {0, 1, 0}, new int[] {0}, 1);
        assertThat(loss.images()).isEqualTo(2);
        assertThat(loss.accuracy()).isEqualTo(0.5);
    }

    @Test
    void staysFiniteForLargeLogitsAndTellsDivergence() {
        CrossEntropy loss = new CrossEntropy(2, 0);
        assertThat(loss.add(new float[] {5000, -5000}, new int[] {1}, 1)).isEqualTo(10000);
        assertThat(loss.add(new float[] {Float.NaN, 0}, new int[] {1}, 1)).isNaN();
        assertThat(loss.add(new float[] {0, Float.NaN}, new int[] {0}, 1)).isNaN();
        assertThat(Double.isFinite(loss.add(new float[] {Float.POSITIVE_INFINITY, 0}, new int[] {0}, 1)))
                .isFalse();
    }

    @Test
    void refusesALabelThatTheNetworkDoesNotKnow() {
        assertThatThrownBy(() -> new CrossEntropy(10, 0.1).add(new float[10], new int[] {10}, 1))
                .hasMessageContaining("Label 10")
                .hasMessageContaining("10 classes");
    }
}

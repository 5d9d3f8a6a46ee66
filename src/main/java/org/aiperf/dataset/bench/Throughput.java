// SPDX-License-Identifier: Apache-2.0
package org.aiperf.dataset.bench;

import java.util.List;
import java.util.OptionalDouble;

/**
 * What was measured of one step, by CPU time, so for one core.
 *
 * @param name what was done
 * @param unit of the samples
 * @param samples one value for each round
 * @param goal the value to reach, in the same unit
 * @param comparison how a value is compared with the goal
 */
public record Throughput(String name, String unit, List<Double> samples, OptionalDouble goal, Comparison comparison) {

    /** Which side of the goal is good. */
    public enum Comparison {
        AT_LEAST,
        AT_MOST
    }

    public Throughput {
        samples = samples.stream().sorted().toList();
        if (samples.isEmpty()) {
            throw new IllegalArgumentException(name + " was not measured");
        }
    }

    static Throughput of(String name, String unit, List<Double> samples) {
        return new Throughput(name, unit, samples, OptionalDouble.empty(), Comparison.AT_LEAST);
    }

    static Throughput atLeast(double goal, String name, String unit, List<Double> samples) {
        return new Throughput(name, unit, samples, OptionalDouble.of(goal), Comparison.AT_LEAST);
    }

    static Throughput atMost(double goal, String name, String unit, List<Double> samples) {
        return new Throughput(name, unit, samples, OptionalDouble.of(goal), Comparison.AT_MOST);
    }

    /** The middle one of the samples. */
    public double median() {
        int middle = samples.size() / 2;
        return samples.size() % 2 == 1 ? samples.get(middle) : (samples.get(middle - 1) + samples.get(middle)) / 2;
    }

    /** Whether the median reaches the goal; true if there is none. */
    public boolean reached() {
        return goal.isEmpty()
                || (comparison == Comparison.AT_LEAST
                        ? median() >= goal.getAsDouble()
                        : median() <= goal.getAsDouble());
    }
}

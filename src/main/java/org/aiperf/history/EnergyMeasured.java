// SPDX-License-Identifier: Apache-2.0
package org.aiperf.history;

import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * The energy that a machine has taken since its executor began to measure: each record includes those before it.
 *
 * @param time when it was read
 * @param executor that read it
 * @param host the machine
 * @param millis how long it has measured
 * @param joules by part of the machine: {@code cpu}, {@code memory}, {@code gpu}
 * @param quality how it is measured
 */
public record EnergyMeasured(
        long time, String executor, String host, long millis, Map<String, Double> joules, String quality)
        implements ExecutorRecord {

    public EnergyMeasured {
        joules = Collections.unmodifiableMap(new TreeMap<>(joules));
        if (millis < 0 || !joules.values().stream().allMatch(each -> each >= 0 && each < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException("No machine takes %s joules in %d ms".formatted(joules, millis));
        }
    }

    @Override
    public EnergyMeasured at(long otherTime) {
        return new EnergyMeasured(otherTime, executor, host, millis, joules, quality);
    }

    /** All parts together. */
    public double total() {
        return joules.values().stream().mapToDouble(Double::doubleValue).sum();
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.aiperf.submission;

import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.aiperf.config.Settings;
import org.aiperf.history.EnergyMeasured;
import org.aiperf.history.ExecutorDescribed;
import org.aiperf.history.History;

/** Energy is what machines can take: no less than idle ones do, no more than a rack, and not for longer than the run. */
record EnergyCheck() implements Check {

    /** Watts below which no counter of a processor or an accelerator stays while it works. */
    private static final double LEAST_WATTS = 1;

    private static final double MOST_WATTS = 200_000;
    private static final long TOLERANCE = 60_000;

    @Override
    public void find(History history, Settings settings, Consumer<Violation> found) {
        Map<String, Long> described = new HashMap<>();
        for (ExecutorDescribed executor : history.executors()) {
            described.merge(executor.executor(), executor.time(), Math::min);
        }
        long begin = history.attempts().get(0).time();
        for (EnergyMeasured energy : history.energy()) {
            String where = "energy of executor " + energy.executor();
            Long from = described.get(energy.executor());
            if (from == null) {
                found.accept(new Violation(where, "No machine was described for it"));
            }
            long most = energy.time() - begin + TOLERANCE;
            if (energy.millis() < 0 || energy.millis() > most) {
                found.accept(new Violation(
                        where,
                        "It was measured for %d ms; at that time the run had lasted %d ms"
                                .formatted(energy.millis(), energy.time() - begin)));
            }
            energy.joules().forEach((part, joules) -> power(where, part, joules, energy.millis(), found));
        }
    }

    private static void power(String where, String part, double joules, long millis, Consumer<Violation> found) {
        double watts = joules / (Math.max(millis, 1) / 1000.0);
        boolean memory = part.equals("memory"); // some processors count next to nothing for it
        if (!(joules >= 0 && watts <= MOST_WATTS) || (millis > 1000 && !memory && watts < LEAST_WATTS)) {
            found.accept(new Violation(
                    where,
                    "The part '%s' took %s J in %d ms; a machine at work takes from %.0f to %.0f W"
                            .formatted(part, joules, millis, LEAST_WATTS, MOST_WATTS)));
        }
    }
}

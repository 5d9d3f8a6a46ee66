// SPDX-License-Identifier: Apache-2.0
package org.aiperf.config;

import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Which runs a run may be compared with (method section 6).
 *
 * @param name of the closed division, or {@value #OPEN}
 * @param nearest the closed division that an open run comes nearest to; that of a closed one itself
 * @param deviations what keeps an open run out of that; none of a closed one
 */
public record Division(String name, String nearest, List<String> deviations) {

    /** The name of the division of all other runs. */
    public static final String OPEN = "open";

    public Division {
        deviations = List.copyOf(deviations);
    }

    /**
     * The division of a run.
     *
     * @param rules of the closed divisions, at least one
     * @param drivers settings of all drivers of the run
     * @param digest content digest of what it trained on
     */
    public static Division of(List<Rules> rules, List<Settings> drivers, Optional<String> digest) {
        return rules.stream()
                .map(each -> of(each, drivers, digest))
                .min(Comparator.comparingInt(division -> division.deviations().size()))
                .orElseThrow();
    }

    private static Division of(Rules rules, List<Settings> drivers, Optional<String> digest) {
        Set<String> deviations = new LinkedHashSet<>();
        drivers.forEach(settings -> deviations.addAll(rules.deviations(settings, digest)));
        return new Division(deviations.isEmpty() ? rules.name() : OPEN, rules.name(), List.copyOf(deviations));
    }

    /** Whether runs of it are alike in all that its rules fix. */
    public boolean closed() {
        return deviations.isEmpty();
    }

    /** The division in words. */
    @Override
    public String toString() {
        return closed() ? name : "%s, because it is not %s: %s".formatted(OPEN, nearest, String.join(" ", deviations));
    }
}

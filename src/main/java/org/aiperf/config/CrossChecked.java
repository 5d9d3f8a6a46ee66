// SPDX-License-Identifier: Apache-2.0
package org.aiperf.config;

import java.util.List;

/** A group of settings whose values must fit each other. */
interface CrossChecked {
    /** Every way in which values, each allowed by itself, do not fit; empty if all do. */
    List<Conflict> conflicts();

    /**
     * Two settings that do not fit.
     *
     * @param key the setting to name, relative to the group
     * @param other the setting it does not fit, relative to the group
     * @param expected what the first should be, to follow "expected"
     */
    record Conflict(String key, String other, String expected) {}

    /** The one conflict, if there is one. */
    static List<Conflict> unless(boolean fits, String key, String other, String expected) {
        return fits ? List.of() : List.of(new Conflict(key, other, expected));
    }
}

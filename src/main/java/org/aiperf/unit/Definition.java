// SPDX-License-Identifier: Apache-2.0
package org.aiperf.unit;

import java.util.Locale;

/** How the operations of a network are counted. Every trial is counted by all of them that can count its network. */
public enum Definition {
    /** What really ran (method section 1.5). */
    FIXED("as trained", "the operations of the networks as they were trained, over the whole time of the run"),
    /** The reference's arithmetic, to compare with published lists (method section 1.4). */
    V1("by reference", "the reference's arithmetic, to the end of the last epoch: for published lists");

    private final String label;
    private final String meaning;

    Definition(String label, String meaning) {
        this.label = label;
        this.meaning = meaning;
    }

    /** What people read: counted as trained, or by the reference's arithmetic. */
    public String label() {
        return label;
    }

    /** What it counts, in a few words. */
    public String meaning() {
        return meaning;
    }

    /** The one that is shown beside it. */
    public Definition other() {
        return this == FIXED ? V1 : FIXED;
    }

    /** As settings, histories and programs write it, for example {@code fixed}. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.aiperf.unit;

import java.util.Locale;

/** How the operations of a network are counted. Every trial is counted by all of them that can count its network. */
public enum Definition {
    /** What really ran (method section 1.5). */
    FIXED("nominal operations, over the whole time of the run"),
    /** The reference's arithmetic, to compare with published lists (method section 1.4). */
    V1("the reference's arithmetic, to the end of the last epoch");

    private final String meaning;

    Definition(String meaning) {
        this.meaning = meaning;
    }

    /** What it counts, in a few words. */
    public String meaning() {
        return meaning;
    }

    /** The one that is shown beside it. */
    public Definition other() {
        return this == FIXED ? V1 : FIXED;
    }

    /** As settings, histories and reports write it, for example {@code fixed}. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}

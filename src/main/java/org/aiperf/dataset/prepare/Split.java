// SPDX-License-Identifier: Apache-2.0
package org.aiperf.dataset.prepare;

import java.util.Locale;

/** The two splits of a data set. */
public enum Split {
    TRAINING("train"),
    VALIDATION("validation");

    private final String prefix;

    Split(String prefix) {
        this.prefix = prefix;
    }

    /** What the names of its shards begin with. */
    public String prefix() {
        return prefix;
    }

    /** The name of one of its shards, as the reference has it: {@code train-00000-of-01024}. */
    public String shard(int index, int shards) {
        return "%s-%05d-of-%05d".formatted(prefix, index, shards);
    }

    /** The split as a word in a sentence. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }
}

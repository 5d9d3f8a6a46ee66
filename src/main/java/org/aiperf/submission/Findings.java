// SPDX-License-Identifier: Apache-2.0
package org.aiperf.submission;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Violations as they are found. A file can hold millions: the first ones are kept, and all are counted. Not thread-safe.
 */
final class Findings implements Consumer<Violation> {

    /** More help nobody. */
    static final int KEPT = 50;

    private final List<Violation> first = new ArrayList<>();
    private long number;

    @Override
    public void accept(Violation violation) {
        number++;
        if (first.size() < KEPT) {
            first.add(violation);
        }
    }

    /** The first of them. */
    List<Violation> first() {
        return first;
    }

    /** How many there are. */
    long number() {
        return number;
    }
}

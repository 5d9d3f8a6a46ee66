// SPDX-License-Identifier: Apache-2.0
package org.aiperf.config;

import java.util.List;

/** Whole numbers from {@code min} to {@code max}, both included. */
public record WholeRange(int min, int max) implements CrossChecked {
    @Override
    public List<Conflict> conflicts() {
        return CrossChecked.unless(min <= max, "min", "max", "no more than the maximum, which is " + max);
    }
}

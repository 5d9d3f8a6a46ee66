// SPDX-License-Identifier: Apache-2.0
package org.aiperf.config;

import java.util.List;

/** Numbers from {@code min} to {@code max}; where both are equal, that one. */
public record RealRange(double min, double max) implements CrossChecked {
    @Override
    public List<Conflict> conflicts() {
        return CrossChecked.unless(min <= max, "min", "max", "no more than the maximum, which is " + max);
    }
}

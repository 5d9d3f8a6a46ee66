// SPDX-License-Identifier: Apache-2.0
package org.aiperf.score;

import java.util.List;

/**
 * Whether a run's score may be called a result.
 *
 * @param reasons everything that speaks against it, one sentence each; none if the run is valid
 */
public record Verdict(List<String> reasons) {

    public Verdict {
        reasons = List.copyOf(reasons);
    }

    public boolean valid() {
        return reasons.isEmpty();
    }

    /** {@code VALID}, or {@code NOT VALID} with the reasons. */
    @Override
    public String toString() {
        return valid() ? "VALID" : "NOT VALID: " + String.join(" ", reasons);
    }
}

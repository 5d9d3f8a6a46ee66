// SPDX-License-Identifier: Apache-2.0
package org.aiperf.score;

import java.util.List;
import org.aiperf.unit.Precision;

/**
 * Whether a run's score may be called a result.
 *
 * @param reasons everything that speaks against it, one sentence each; none if the run is valid
 * @param precision the coarsest number format that any trial computed in
 */
public record Verdict(List<String> reasons, Precision precision) {

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

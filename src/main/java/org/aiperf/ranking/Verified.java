// SPDX-License-Identifier: Apache-2.0
package org.aiperf.ranking;

import java.util.List;
import java.util.Set;
import org.aiperf.config.Division;
import org.aiperf.submission.Level;
import org.aiperf.submission.Origin;

/**
 * A submission in which nothing wrong was found.
 *
 * @param file where it is
 * @param origin whose it is
 * @param result what its history amounts to
 * @param unbounded why nothing bounds its score; such a result is not ranked
 * @param division which others it is ranked with
 * @param levels how it was checked
 */
public record Verified(
        String file, Origin origin, Result result, List<String> unbounded, Division division, Set<Level> levels) {

    public Verified {
        unbounded = List.copyOf(unbounded);
        levels = Set.copyOf(levels);
    }
}

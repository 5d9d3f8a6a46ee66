// SPDX-License-Identifier: Apache-2.0
package org.aiperf.trial;

import java.util.List;
import org.aiperf.search.Observation;

/**
 * What the driver's history has beyond a version of it.
 *
 * @param version the version that it leads to
 * @param observations new and changed observations
 */
public record HistoryUpdate(long version, List<Observation> observations) {

    public HistoryUpdate {
        observations = List.copyOf(observations);
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.aiperf.history;

import org.aiperf.config.Secrets;

/**
 * A driver ended in good order.
 *
 * @param time when it stopped launching and waiting
 * @param reason why, in one sentence
 * @param complete whether the run reached one of its limits; an incomplete run can be resumed
 */
public record RunStopped(long time, String reason, boolean complete) implements HistoryRecord {

    /** The reason of a run that ended because its search found nothing new. */
    public static final String EXHAUSTED = "The search found no further network";

    public RunStopped {
        reason = Secrets.hidden(reason);
    }
}

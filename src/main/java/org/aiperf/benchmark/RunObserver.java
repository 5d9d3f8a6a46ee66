// SPDX-License-Identifier: Apache-2.0
package org.aiperf.benchmark;

import org.aiperf.history.History;
import org.aiperf.unit.Operations;

/** Told how a run goes, in the interval of its settings, by the thread that runs it. */
@FunctionalInterface
public interface RunObserver {

    /** An observer that looks away. */
    RunObserver NONE = (history, live) -> {};

    /**
     * Takes a look at the run.
     *
     * @param history everything that was recorded
     * @param live operations up to now, with those of unfinished epochs, as far as they are known
     */
    void progress(History history, Operations live);
}

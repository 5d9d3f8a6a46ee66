// SPDX-License-Identifier: Apache-2.0
package org.aiperf.benchmark;

import org.aiperf.history.History;
import org.aiperf.history.Receipt;
import org.aiperf.unit.Operations;

/** Looks how a run goes, in the interval of its settings. */
@FunctionalInterface
public interface RunObserver {

    /** An observer that looks away. */
    RunObserver NONE = (history, live) -> () -> {};

    /**
     * Takes a look at the run. Its tasks wait meanwhile; the history changes as soon as this returns.
     *
     * @param history everything that was recorded
     * @param live operations up to now, with those of unfinished epochs, as far as they are known
     * @return what is to be done with what was seen, when nobody waits
     */
    Runnable look(History history, Operations live);

    /** Is given the head of the hash chain at the start, every hour and at the end. */
    default void receipt(Receipt receipt) {}
}

// SPDX-License-Identifier: Apache-2.0
package org.aiperf.report;

import java.util.Optional;

/** Who is told how a run goes. It is told by one thread at a time, and must not keep that thread waiting. */
public interface Progress {

    /** The run is about to launch its first trial. */
    void started(RunHeader header);

    /** How the run stands. */
    void update(ProgressSnapshot snapshot);

    /**
     * The run is over.
     *
     * @param report where its page lies, if it was written
     */
    void finished(RunSummary summary, Optional<String> report);
}

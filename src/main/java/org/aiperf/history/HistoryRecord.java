// SPDX-License-Identifier: Apache-2.0
package org.aiperf.history;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;

/** One line of the history: an event with the time at which it was observed. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
@JsonSubTypes({
    @JsonSubTypes.Type(value = RunStarted.class, name = "run-started"),
    @JsonSubTypes.Type(value = TrialStarted.class, name = "trial-started"),
    @JsonSubTypes.Type(value = EpochFinished.class, name = "epoch-finished"),
    @JsonSubTypes.Type(value = TrialEnded.class, name = "trial-ended"),
    @JsonSubTypes.Type(value = ExecutorDescribed.class, name = "executor-described"),
    @JsonSubTypes.Type(value = EnergyMeasured.class, name = "energy-measured"),
    @JsonSubTypes.Type(value = UseMeasured.class, name = "use-measured"),
    @JsonSubTypes.Type(value = RunStopped.class, name = "run-stopped")
})
public sealed interface HistoryRecord
        permits RunStarted, TrialStarted, EpochFinished, TrialEnded, ExecutorRecord, RunStopped {

    /** When it happened, in milliseconds since 1970-01-01 UTC. */
    long time();
}

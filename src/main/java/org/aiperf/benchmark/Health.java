// SPDX-License-Identifier: Apache-2.0
package org.aiperf.benchmark;

import java.util.Optional;
import org.aiperf.benchmark.Ending.Kind;
import org.aiperf.history.TrialEnded;

/** Counts what fails in a row: when nearly everything does, something other than the networks is wrong. */
final class Health {

    /** Failed trials in a row, at least twice the concurrency. */
    private static final int MOST_FAILURES = 8;

    /**
     * Failures of executors, for each slot, without any sign of a trial's success between them. Spark takes an executor
     * out after five in a round at most, and no more than three rounds overlap: only when nearly all fail are there so
     * many.
     */
    private static final int MOST_UNABLE = 16;

    private int failures;
    private int unable;
    private String reason = "";

    /** A trial has ended by itself; says whether that ends the run. */
    Optional<Ending> ended(TrialEnded end, int concurrency) {
        failures = end.state() == TrialEnded.State.FAILED ? failures + 1 : 0;
        return failures < Math.max(MOST_FAILURES, 2 * concurrency)
                ? Optional.empty()
                : Optional.of(new Ending(
                        Kind.ABORTED, "%d trials failed in a row; the last one: %s".formatted(failures, end.reason())));
    }

    /** An executor can train. */
    void able() {
        unable = 0;
    }

    /** An executor cannot train; says whether that ends the run. */
    Optional<Ending> unable(String why, int concurrency) {
        reason = why;
        unable++;
        return unable < MOST_UNABLE * concurrency ? Optional.empty() : Optional.of(noneIsAble());
    }

    /** Why a round could not go on: where no executor could train, that is the cause, and Spark's report its consequence. */
    Ending roundFailed(String why) {
        return unable > 0 ? noneIsAble() : new Ending(Kind.BROKEN, why);
    }

    private Ending noneIsAble() {
        return new Ending(Kind.ABORTED, "No executor can run trials: " + reason);
    }
}

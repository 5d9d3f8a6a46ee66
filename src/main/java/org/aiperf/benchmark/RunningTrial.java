// SPDX-License-Identifier: Apache-2.0
package org.aiperf.benchmark;

import java.time.Instant;
import java.util.Objects;
import org.aiperf.history.EpochFinished;
import org.aiperf.history.TrialEnded;
import org.aiperf.history.TrialStarted;
import org.aiperf.trial.Ticket;
import org.jspecify.annotations.Nullable;

/** What the driver knows of the trial that a task has been given. */
final class RunningTrial {

    /** How far it is. */
    private enum Stage {
        SEARCHES,
        TRAINS,
        OVER,
        GIVEN_UP
    }

    private final String task;
    private final Ticket ticket;
    private Stage stage = Stage.SEARCHES;
    private Instant heard;
    private @Nullable TrialClock clock;
    private @Nullable Double accuracy;

    RunningTrial(String task, Ticket ticket, Instant now) {
        this.task = task;
        this.ticket = ticket;
        this.heard = now;
    }

    String task() {
        return task;
    }

    Ticket ticket() {
        return ticket;
    }

    String id() {
        return ticket.trial();
    }

    void heardOf(Instant now) {
        heard = now;
    }

    boolean isSilentSince(Instant time) {
        return heard.isBefore(time);
    }

    /** Whether it has a record. */
    boolean isBegun() {
        return clock != null;
    }

    boolean trains() {
        return stage == Stage.TRAINS;
    }

    /** Whether its task was killed, and nothing is to be waited for. */
    boolean isGivenUp() {
        return stage == Stage.GIVEN_UP;
    }

    /** It begins to train; gives the record with the driver's time. */
    TrialStarted begin(TrialStarted start, Instant now) {
        stage = Stage.TRAINS;
        clock = new TrialClock(start.time(), now.toEpochMilli());
        return clock.stamped(start);
    }

    /** One epoch more; gives the record with the driver's time. */
    EpochFinished add(EpochFinished epoch, Instant now) {
        double reached = epoch.validationAccuracy();
        accuracy = accuracy == null ? Double.valueOf(reached) : Double.valueOf(Math.max(accuracy, reached));
        return Objects.requireNonNull(clock).stamped(epoch, now.toEpochMilli());
    }

    /** It has ended by itself; gives the record with the driver's time. */
    TrialEnded end(TrialEnded end, Instant now) {
        stage = Stage.OVER;
        return Objects.requireNonNull(clock).stamped(end, now.toEpochMilli());
    }

    /** It ends here; what it has done until now stays. */
    TrialEnded cut(String reason, Instant now) {
        stage = Stage.OVER;
        return new TrialEnded(now.toEpochMilli(), id(), TrialEnded.State.CUT, reason, accuracy, null);
    }

    void giveUp() {
        stage = Stage.GIVEN_UP;
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.aiperf.benchmark;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.aiperf.benchmark.Ending.Kind;
import org.aiperf.config.RunSettings;
import org.aiperf.history.EpochFinished;
import org.aiperf.history.ExecutorRecord;
import org.aiperf.history.History;
import org.aiperf.history.HistoryRecord;
import org.aiperf.history.RunStarted;
import org.aiperf.history.RunStopped;
import org.aiperf.history.TrialEnded;
import org.aiperf.history.TrialHistory;
import org.aiperf.history.TrialStarted;
import org.aiperf.network.Hyperparameters;
import org.aiperf.search.HistoryChunk;
import org.aiperf.search.HyperparameterSearcher;
import org.aiperf.search.bayes.NetworkCode;
import org.aiperf.trial.HistoryUpdate;
import org.aiperf.trial.Seeds;
import org.aiperf.trial.Seeds.Purpose;
import org.aiperf.trial.Ticket;
import org.aiperf.trial.TrialDesk.Decision;
import org.jspecify.annotations.Nullable;

/**
 * One driver's share of a run, as a state machine: it is told what happens and when, and says what is to be done. It hands
 * out trials, sees to it that no network is trained twice and that a free slot always finds a task waiting, and ends the
 * run with its last trial or its time, or when something is wrong; epochs that were finished by then count. It has no
 * thread and no clock, waits for nothing and touches nothing outside. Not thread-safe.
 */
final class Driver {

    private final RunSettings settings;
    private final Seeds seeds;
    private final Ledger ledger;
    private final Rounds rounds;
    private final RunningTrials running = new RunningTrials();
    private final Health health = new Health();
    private final Duration timeLeft;

    /** Trials that an earlier driver has left running. */
    private final List<TrialHistory> lost;

    private Instant now = Instant.MIN;
    private Instant deadline = Instant.MAX;
    private int sequence;
    private boolean setUp;

    private int finished;
    private double bestAccuracy;
    private boolean exhausted;
    private @Nullable Ending ending;
    private List<Effect> effects = new ArrayList<>();

    /**
     * @param hyperparameters chooses those of each trial; it knows of none yet
     * @param earlier what earlier drivers of this run have recorded; empty for a new run
     */
    Driver(RunSettings settings, HyperparameterSearcher hyperparameters, Optional<History> earlier) {
        this.settings = settings;
        this.seeds = Seeds.of(settings);
        this.ledger = new Ledger(hyperparameters);
        this.rounds = new Rounds(settings.concurrency());
        this.timeLeft =
                settings.duration().minus(earlier.map(History::activeTime).orElse(Duration.ZERO));
        this.sequence = earlier.map(History::nextSequence).orElse(0);
        this.finished = earlier.map(History::done).orElse(0);
        this.bestAccuracy = earlier.flatMap(History::best)
                .map(best -> best.accuracy().orElse(0))
                .orElse(0.0);
        earlier.ifPresent(history -> history.trials().forEach(ledger::add));
        this.lost = earlier.map(history -> List.copyOf(history.open())).orElse(List.of());
    }

    /**
     * What is to be done after a question, and its answer.
     *
     * @param effects in their order; the answer may be given after the last one
     */
    record Reaction<A>(A answer, List<Effect> effects) {}

    /** Something has happened; says what is to be done, in order. */
    List<Effect> on(Instant time, Event.News news) {
        if (goesOn(time)) {
            news.reach(this);
            goOn();
        }
        return drained();
    }

    /** Somebody asks. */
    <A> Reaction<A> on(Instant time, Event.Question<A> question) {
        if (!goesOn(time)) {
            return new Reaction<>(question.afterTheEnd(), drained());
        }
        A answer = question.reach(this);
        goOn();
        return new Reaction<>(answer, drained());
    }

    /** A record could not be written. Whatever else was to be said, that the history is incomplete is more important. */
    List<Effect> historyLost(String reason) {
        if (ending == null || ending.kind() != Kind.BROKEN) {
            ending = new Ending(Kind.BROKEN, reason);
            effects.add(new Effect.End(ending));
        }
        return drained();
    }

    /** When the run is over at the latest: its duration after the first set-up of a trial. */
    Instant deadline() {
        return deadline;
    }

    /** What a search has not seen since a version of the history. */
    HistoryUpdate since(long version) {
        return ledger.since(version);
    }

    /** Sealed chunks of what the search should know. */
    List<HistoryChunk> chunks(int from, int to) {
        return ledger.chunks(from, to);
    }

    void runBegins(RunStarted header, int slots) {
        rounds.begin(slots);
        // Should no trial ever be set up, the run ends nevertheless.
        deadline = now.plus(timeLeft);
        write(header);
        for (TrialHistory trial : lost) {
            Double accuracy = trial.accuracy().isPresent() ? trial.accuracy().getAsDouble() : null;
            TrialEnded cut = new TrialEnded(
                    trial.lastTime(),
                    trial.start().trial(),
                    TrialEnded.State.CUT,
                    "The driver was lost",
                    accuracy,
                    null);
            write(cut);
            ledger.end(ticket(trial.start()), cut);
        }
    }

    Optional<Ticket> taskAsks(String task) {
        running.leave(task).ifPresentOrElse(trial -> cut(trial, "Its task was lost"), rounds::arrived);
        if (exhausted || finished + running.count() >= settings.trials()) {
            return Optional.empty();
        }
        Ticket ticket = nextTicket();
        ledger.issue(ticket);
        running.add(task, ticket, now);
        return Optional.of(ticket);
    }

    /** Its hyperparameters follow from the run's seed, its number and what is known of the others. */
    private Ticket nextTicket() {
        int number = sequence++;
        int round = number / rounds.concurrency();
        Hyperparameters chosen = ledger.suggest(round, seeds.generator(number, Purpose.HYPERPARAMETERS));
        return new Ticket(String.format(Locale.ROOT, "%06d", number), number, round, chosen);
    }

    Decision networkOffered(TrialStarted offer, NetworkCode code) {
        Optional<RunningTrial> trial = running.trial(offer.trial());
        if (trial.isEmpty() || trial.get().trains()) {
            return Decision.STOP;
        } else if (ledger.isKnown(offer.networkHash())) {
            return Decision.DUPLICATE;
        }
        running.heard(trial.get(), now);
        TrialStarted start = trial.get().begin(offer, now);
        write(start);
        if (!setUp) {
            setUp = true;
            deadline = Instant.ofEpochMilli(start.time()).plus(timeLeft);
        }
        ledger.begin(start, code);
        return Decision.GO;
    }

    Decision epochEnded(EpochFinished epoch) {
        health.able();
        Optional<RunningTrial> trial = running.trial(epoch.trial()).filter(RunningTrial::trains);
        if (trial.isEmpty()) {
            return Decision.STOP;
        }
        running.heard(trial.get(), now);
        write(trial.get().add(epoch, now));
        if (epoch.validationAccuracy() < bestAccuracy) {
            return Decision.GO;
        }
        bestAccuracy = epoch.validationAccuracy();
        return Decision.KEEP;
    }

    void trialAlive(String trial) {
        running.trial(trial).ifPresent(known -> running.heard(known, now));
    }

    void trialOver(TrialEnded told) {
        running.trial(told.trial()).filter(RunningTrial::trains).ifPresent(trial -> {
            running.over(trial);
            TrialEnded end = trial.end(told, now);
            write(end);
            ledger.end(trial.ticket(), end);
            if (end.state() != TrialEnded.State.CUT) {
                finished++;
                health.ended(end, rounds.concurrency()).ifPresent(this::end);
            }
        });
    }

    void taskEnded(String task, Optional<TrialEnded> result) {
        result.ifPresent(this::trialOver);
        running.leave(task).ifPresent(trial -> cut(trial, "Its task ended without a result"));
        rounds.ended();
    }

    void executorUnable(String task, String reason) {
        running.leave(task).ifPresent(trial -> {
            cut(trial, "Its executor cannot train: " + reason);
            // It will ask again elsewhere: an executor that fails at once must not draw one round after the other.
            rounds.waitsAgain();
        });
        health.unable(reason, rounds.concurrency()).ifPresent(this::end);
    }

    /** Its times are put on this clock. */
    void machineTold(ExecutorRecord told) {
        write(told.at(now.toEpochMilli()));
    }

    void slotsChanged(int slots) {
        rounds.offer(slots);
    }

    void searchExhausted() {
        exhausted = true;
    }

    void roundFailed(String reason) {
        end(health.roundFailed(reason));
    }

    /** A trial of which nothing was heard for too long hangs: its task is killed, and the slot gets another trial. */
    void timeCame() {
        String reason = "No progress for %d s, aiperf.run.trial-timeout"
                .formatted(settings.trialTimeout().toSeconds());
        for (RunningTrial trial : running.silentSince(now.minus(settings.trialTimeout()))) {
            cut(trial, reason);
            running.giveUp(trial);
            effects.add(new Effect.Kill(trial.task(), trial.id(), reason));
        }
    }

    /** The run is over; what still trains is cut. */
    void end(Ending end) {
        if (ending == null) {
            ending = end;
            running.training().forEach(trial -> write(trial.cut(end.reason(), now)));
            write(new RunStopped(now.toEpochMilli(), end.reason(), end.kind() == Kind.COMPLETE));
            effects.add(new Effect.End(end));
        }
    }

    /** Time passes before anything else happens: what comes after the deadline does not count. */
    private boolean goesOn(Instant time) {
        now = time;
        if (!now.isBefore(deadline)) {
            end(complete("its duration of " + settings.duration().toSeconds() + " s"));
        }
        return ending == null;
    }

    /** Ends the run, or sees to it that there are tasks for its slots. */
    private void goOn() {
        if (ending != null) {
            return;
        }
        if (running.none() && finished >= settings.trials()) {
            end(complete("its number of trials, " + settings.trials()));
        } else if (running.none() && exhausted) {
            end(new Ending(Kind.COMPLETE, RunStopped.EXHAUSTED));
        } else if (!exhausted) {
            rounds.next(settings.trials() - finished - running.count() - rounds.waiting())
                    .ifPresent(effects::add);
        }
    }

    private static Ending complete(String limit) {
        return new Ending(Kind.COMPLETE, "The run reached " + limit);
    }

    /** What a trial has done until now stays, and does not count as a trial. */
    private void cut(RunningTrial trial, String reason) {
        if (trial.trains()) {
            TrialEnded end = trial.cut(reason, now);
            write(end);
            ledger.end(trial.ticket(), end);
        } else if (!trial.isBegun()) {
            ledger.withdraw(trial.ticket());
        }
    }

    private void write(HistoryRecord record) {
        effects.add(new Effect.Write(record));
    }

    private List<Effect> drained() {
        List<Effect> drained = effects;
        effects = new ArrayList<>();
        return drained;
    }

    private static Ticket ticket(TrialStarted start) {
        return new Ticket(start.trial(), start.sequence(), start.round(), start.hyperparameters());
    }
}

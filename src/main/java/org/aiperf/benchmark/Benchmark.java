// SPDX-License-Identifier: Apache-2.0
package org.aiperf.benchmark;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.aiperf.benchmark.Ending.Kind;
import org.aiperf.config.RunSettings;
import org.aiperf.history.EnergyMeasured;
import org.aiperf.history.EpochFinished;
import org.aiperf.history.ExecutorDescribed;
import org.aiperf.history.ExecutorRecord;
import org.aiperf.history.History;
import org.aiperf.history.HistoryLog;
import org.aiperf.history.HistoryRecord;
import org.aiperf.history.RunStarted;
import org.aiperf.history.RunStopped;
import org.aiperf.history.TrialEnded;
import org.aiperf.history.TrialHistory;
import org.aiperf.history.TrialStarted;
import org.aiperf.network.Hyperparameters;
import org.aiperf.search.HistoryChunk;
import org.aiperf.search.HyperparameterSearcher;
import org.aiperf.trial.HistoryUpdate;
import org.aiperf.trial.Seeds;
import org.aiperf.trial.Seeds.Purpose;
import org.aiperf.trial.Ticket;
import org.aiperf.trial.TrialDesk;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One driver's share of a run. It launches rounds of trials so that a free slot always finds a task waiting: the next
 * round is launched while the present one still runs, and a task learns which trial it is only when it starts. Every
 * result is recorded when its own task ends. The run ends with its last trial or its time, or when it is stopped; epochs
 * that were finished by then count.
 *
 * <p>Thread-safe: tasks call from many threads, {@link #run} is called once.
 */
public final class Benchmark implements TrialDesk, TrialLauncher.RoundListener {

    private static final Logger LOG = LoggerFactory.getLogger(Benchmark.class);

    /** Failed trials in a row, at least twice the concurrency, after which something other than the networks is wrong. */
    private static final int MOST_FAILURES = 8;

    /**
     * Failures of executors, for each slot, without any sign of a trial's success between them. Spark takes an executor
     * out after five in a round at most, and no more than three rounds overlap: only when nearly all fail are there so
     * many.
     */
    private static final int MOST_UNABLE = 16;

    private final RunSettings settings;
    private final HyperparameterSearcher hyperparameters;
    private final Seeds seeds;
    private final Ledger ledger;
    private final TrialLauncher launcher;
    private final InstantSource clock;
    private final RunObserver observer;
    private final Duration timeLeft;
    private final Map<String, Ticket> tickets = new HashMap<>();
    private final Map<String, TrialClock> open = new HashMap<>();
    private final Map<String, Instant> heard = new HashMap<>();
    private final Set<String> killed = new HashSet<>();
    private int concurrency = 1;
    private int sequence;
    private int finished;
    private int failuresInARow;
    private int unableInARow;
    private String unable = "";
    private boolean exhausted;
    private double bestAccuracy;
    private int waitingTasks;
    private int tasksInFlight;
    private int rounds;
    private @Nullable Ending ending;

    /**
     * @param hyperparameters chooses those of each trial; it knows of none yet
     * @param earlier what earlier drivers of this run have recorded; empty for a new run
     * @param log where this driver records
     */
    public Benchmark(
            RunSettings settings,
            HyperparameterSearcher hyperparameters,
            Optional<History> earlier,
            HistoryLog log,
            TrialLauncher launcher,
            InstantSource clock,
            RunObserver observer) {
        this.settings = settings;
        this.hyperparameters = hyperparameters;
        this.seeds = new Seeds(settings.seed());
        this.ledger = new Ledger(log, earlier.map(History.Replay::new).orElseGet(History.Replay::new), hyperparameters);
        this.launcher = launcher;
        this.clock = clock;
        this.observer = observer;
        this.timeLeft =
                settings.duration().minus(earlier.map(History::activeTime).orElse(Duration.ZERO));
        this.sequence = earlier.map(RunProgress::nextSequence).orElse(0);
        this.finished = earlier.map(RunProgress::finishedTrials).orElse(0);
        this.bestAccuracy = earlier.map(RunProgress::bestAccuracy).orElse(0.0);
    }

    /**
     * Runs until the run is complete or stopped.
     *
     * @param header the first record of this driver
     * @return why it ended
     * @throws IOException if the history cannot be written
     */
    public Ending run(RunStarted header) throws IOException, InterruptedException {
        open(header);
        Instant deadline = clock.instant().plus(timeLeft);
        Instant nextLook = clock.instant().plus(settings.progressInterval());
        while (advance(deadline, nextLook)) {
            if (!clock.instant().isBefore(nextLook)) {
                // Outside of the lock: whoever looks at a long history must not keep the tasks waiting.
                observer.progress(history(), launcher.liveOperations());
                giveUpSilentTrials();
                nextLook = clock.instant().plus(settings.progressInterval());
            }
        }
        return finish();
    }

    private synchronized void open(RunStarted header) throws IOException {
        record(header);
        for (TrialHistory lost : ledger.running()) {
            cut(lost, "The driver was lost", RunProgress.lastTime(lost));
        }
        launcher.connect(this);
        concurrency = settings.concurrency() > 0 ? settings.concurrency() : launcher.slots();
    }

    /** Does what there is to do, then waits for the next event or one of two times; tells whether the run goes on. */
    private synchronized boolean advance(Instant deadline, Instant nextLook) throws InterruptedException {
        Instant now = clock.instant();
        if (!now.isBefore(deadline)) {
            end(
                    Kind.COMPLETE,
                    "The run reached its duration of " + settings.duration().toSeconds() + " s");
        } else if (tickets.isEmpty() && finished >= settings.trials()) {
            end(Kind.COMPLETE, "The run reached its number of trials, " + settings.trials());
        } else if (tickets.isEmpty() && exhausted) {
            end(Kind.COMPLETE, "The search found no further network");
        } else if (ending == null && now.isBefore(nextLook)) {
            launchIfNeeded();
            await(Duration.between(now, deadline.isBefore(nextLook) ? deadline : nextLook));
        }
        return ending == null;
    }

    /** Stops the run from outside, for example when its user asks for it. */
    public synchronized void stop(String reason) {
        end(Kind.INTERRUPTED, reason);
    }

    /** Everything that was recorded up to now. */
    public synchronized History history() {
        return ledger.history();
    }

    /** Launches a round while the one before still runs, early enough that its tasks wait for slots and not slots for tasks. */
    private void launchIfNeeded() {
        int wanted = exhausted ? 0 : settings.trials() - finished - tickets.size() - waitingTasks;
        int slots = Math.max(concurrency, settings.concurrency() > 0 ? 0 : launcher.slots());
        if (wanted <= 0 || waitingTasks > slots / 2) {
            return;
        }
        int tasks = Math.min(wanted, slots);
        if (slots < launcher.slots()) {
            // More slots than the run may use: a task more would not wait, it would run.
            tasks = Math.min(tasks, slots - tasksInFlight);
        }
        if (tasks > 0) {
            waitingTasks += tasks;
            tasksInFlight += tasks;
            launcher.launch(rounds++, tasks, this);
        }
    }

    @SuppressWarnings("WaitNotInLoop") // Its caller looks at everything again, whatever woke it.
    private void await(Duration time) throws InterruptedException {
        // A launch that failed at once has ended the run already.
        if (ending == null) {
            wait(Math.max(1, time.toMillis()));
        }
    }

    private synchronized Ending finish() {
        Ending end = Objects.requireNonNull(ending);
        try {
            for (TrialHistory unfinished : ledger.running()) {
                cut(unfinished, end.reason(), clock.millis());
            }
            ledger.append(new RunStopped(clock.millis(), end.reason(), end.kind() == Kind.COMPLETE));
        } catch (IOException e) {
            // Whatever was to be said, that the history is incomplete is more important; its first failure says why.
            if (end.kind() != Kind.BROKEN) {
                end = new Ending(Kind.BROKEN, String.valueOf(e.getMessage()));
            }
        }
        launcher.cancel();
        return end;
    }

    private void cut(TrialHistory trial, String reason, long time) throws IOException {
        ledger.append(cutOff(trial, reason, time));
    }

    private static TrialEnded cutOff(TrialHistory trial, String reason, long time) {
        Double accuracy = trial.accuracy().isPresent() ? trial.accuracy().getAsDouble() : null;
        return new TrialEnded(time, trial.start().trial(), TrialEnded.State.CUT, reason, accuracy, null);
    }

    private void end(Kind kind, String reason) {
        if (ending == null) {
            ending = new Ending(kind, reason);
            notifyAll();
        }
    }

    /** Records what cannot be done without; a history that cannot be written ends the run. */
    private boolean record(HistoryRecord record) {
        try {
            ledger.append(record);
            return true;
        } catch (IOException e) {
            end(Kind.BROKEN, String.valueOf(e.getMessage()));
            return false;
        }
    }

    /** A trial of which nothing was heard for too long hangs: its task is killed, and the slot gets another trial. */
    private synchronized void giveUpSilentTrials() {
        Instant latest = clock.instant().minus(settings.trialTimeout());
        String reason = "No progress for %d s, aiperf.run.trial-timeout"
                .formatted(settings.trialTimeout().toSeconds());
        Map.copyOf(tickets).forEach((task, ticket) -> {
            if (Objects.requireNonNull(heard.get(ticket.trial())).isBefore(latest)) {
                LOG.warn("Trial {} is given up: {}", ticket.trial(), reason);
                take(task);
                recordCut(ticket, reason);
                killed.add(task);
                launcher.kill(task, reason);
            }
        });
    }

    private @Nullable Ticket take(String task) {
        Ticket ticket = tickets.remove(task);
        if (ticket != null) {
            heard.remove(ticket.trial());
        }
        return ticket;
    }

    @Override
    public synchronized Optional<Ticket> next(String task) {
        Ticket lost = take(task);
        if (lost != null) {
            recordCut(lost, "Its task was lost");
        } else if (!killed.remove(task)) {
            waitingTasks--;
        }
        notifyAll();
        if (ending != null || exhausted || finished + tickets.size() >= settings.trials()) {
            return Optional.empty();
        }
        Ticket ticket = ticket();
        tickets.put(task, ticket);
        heard.put(ticket.trial(), clock.instant());
        return Optional.of(ticket);
    }

    /** The next trial. Its hyperparameters follow from the run's seed, its number and what is known of the others. */
    private Ticket ticket() {
        int number = sequence++;
        int round = number / concurrency;
        Hyperparameters chosen = hyperparameters.suggest(round, seeds.generator(number, Purpose.HYPERPARAMETERS));
        Ticket ticket = new Ticket(String.format(Locale.ROOT, "%06d", number), number, round, chosen);
        ledger.issue(ticket);
        return ticket;
    }

    /** What a trial has done until now stays, and does not count as a trial. */
    private void recordCut(Ticket cut, String reason) {
        if (open.remove(cut.trial()) != null && ending == null) {
            record(cutOff(ledger.trial(cut.trial()), reason, clock.millis()));
        }
        ledger.withdraw(cut);
    }

    @Override
    public synchronized Decision begin(TrialStarted start) {
        if (ending != null || !heard.containsKey(start.trial())) {
            return Decision.STOP;
        } else if (ledger.isKnown(start.networkHash())) {
            return Decision.DUPLICATE;
        }
        alive(start.trial());
        TrialClock trialClock = new TrialClock(start.time(), clock.millis());
        open.put(start.trial(), trialClock);
        return record(trialClock.stamped(start)) ? Decision.GO : Decision.STOP;
    }

    @Override
    public synchronized Decision epoch(EpochFinished epoch) {
        alive(epoch.trial());
        unableInARow = 0;
        TrialClock trialClock = open.get(epoch.trial());
        if (ending != null || trialClock == null || !record(trialClock.stamped(epoch, clock.millis()))) {
            return Decision.STOP;
        } else if (epoch.validationAccuracy() < bestAccuracy) {
            return Decision.GO;
        }
        bestAccuracy = epoch.validationAccuracy();
        return Decision.KEEP;
    }

    @Override
    public synchronized void end(TrialEnded end) {
        TrialClock trialClock = open.remove(end.trial());
        if (ending != null || trialClock == null) {
            return;
        }
        record(trialClock.stamped(end, clock.millis()));
        if (end.state() == TrialEnded.State.CUT) {
            return;
        }
        finished++;
        failuresInARow = end.state() == TrialEnded.State.FAILED ? failuresInARow + 1 : 0;
        if (failuresInARow >= Math.max(MOST_FAILURES, 2 * concurrency)) {
            end(Kind.ABORTED, "%d trials failed in a row; the last one: %s".formatted(failuresInARow, end.reason()));
        }
    }

    @Override
    public synchronized HistoryUpdate history(long version) {
        return ledger.since(version);
    }

    @Override
    public synchronized List<HistoryChunk> chunks(int from, int to) {
        return ledger.chunks(from, to);
    }

    @Override
    public synchronized void alive(String trial) {
        heard.computeIfPresent(trial, (known, before) -> clock.instant());
    }

    @Override
    public synchronized void unable(String task, String reason) {
        Ticket ticket = take(task);
        if (ticket != null) {
            recordCut(ticket, "Its executor cannot train: " + reason);
            // It will ask again elsewhere: an executor that fails at once must not draw one round after the other.
            waitingTasks++;
        }
        unable = reason;
        unableInARow++;
        if (unableInARow >= MOST_UNABLE * concurrency) {
            end(Kind.ABORTED, noneIsAble());
        }
    }

    private String noneIsAble() {
        return "No executor can run trials: " + unable;
    }

    /** Their times are put on the driver's clock; what is told after the run's end is of no use. */
    @Override
    public synchronized void machine(ExecutorRecord told) {
        if (ending != null) {
            return;
        }
        long now = clock.millis();
        if (told instanceof ExecutorDescribed described) {
            record(new ExecutorDescribed(
                    now, described.executor(), described.host(), described.fields(), described.power()));
        } else if (told instanceof EnergyMeasured measured) {
            record(new EnergyMeasured(
                    now,
                    measured.executor(),
                    measured.host(),
                    measured.millis(),
                    measured.joules(),
                    measured.quality()));
        }
    }

    @Override
    public synchronized void abort(String reason) {
        end(Kind.ABORTED, reason);
    }

    @Override
    public synchronized void exhausted(String reason) {
        exhausted = true;
        LOG.warn("No trial will begin any more: {}", reason);
        notifyAll();
    }

    @Override
    public synchronized void taskEnded(String task, Optional<TrialEnded> result) {
        result.ifPresent(this::end);
        tasksInFlight--;
        killed.remove(task);
        Ticket ticket = take(task);
        if (ticket != null && result.isEmpty()) {
            ledger.withdraw(ticket);
        }
        notifyAll();
    }

    @Override
    public synchronized void roundFailed(String reason) {
        // Where no executor could train, that is the cause, and Spark's report only its consequence.
        if (unableInARow > 0) {
            end(Kind.ABORTED, noneIsAble());
        } else {
            end(Kind.BROKEN, reason);
        }
    }
}

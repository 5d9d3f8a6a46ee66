// SPDX-License-Identifier: Apache-2.0
package org.aiperf.history;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.aiperf.score.EpochLog;
import org.aiperf.score.Scoreboard;
import org.aiperf.unit.Definition;
import org.aiperf.unit.Precision;
import org.jspecify.annotations.Nullable;

/**
 * The state of a run: what replaying its log gives, kept record by record. All that a run is watched by - score, counts,
 * best trial, what runs, the time of the slots - is at hand whatever the run's length. Its lists are views.
 *
 * <p>Not thread-safe. Only the driver of a run adds records, and lets others look while it does not; one that was read from
 * a log stays as it is.
 */
public final class History {

    /** Trials that stand in a list of the best, or of those that failed. */
    private static final int NOTABLE = 10;

    /** End of the year 9999: no clock shows a later time. */
    private static final long LATEST = 253_402_300_799_999L;

    private final List<RunStarted> attempts = new ArrayList<>();
    private final Map<String, TrialHistory> trials = new LinkedHashMap<>();
    private final List<TrialHistory> inOrder = new ArrayList<>();
    private final Map<String, TrialHistory> open = new LinkedHashMap<>();
    private final List<RunStopped> stops = new ArrayList<>();
    private final List<ExecutorDescribed> executors = new ArrayList<>();
    private final List<EnergyMeasured> energy = new ArrayList<>();

    /** Where the latest driver's measurements stand among those. */
    private final Map<String, Integer> measuring = new HashMap<>();

    private final UseCourse use = new UseCourse();

    private final EpochLog epochs = new EpochLog();
    private final SlotTimes slotTimes = new SlotTimes();
    private final ActiveTime active = new ActiveTime();
    private final Map<TrialEnded.State, Integer> ended = new EnumMap<>(TrialEnded.State.class);
    private final Map<Definition, Integer> counted = new EnumMap<>(Definition.class);
    private final Set<Precision> precisions = new TreeSet<>();
    private final Set<String> slots = new TreeSet<>();
    private final TopTrials mostAccurate = new TopTrials(
            NOTABLE,
            Comparator.comparingDouble((TrialHistory trial) -> -trial.accuracy().orElse(0))
                    .thenComparingInt(TrialHistory::place));
    private final TopTrials failures =
            new TopTrials(NOTABLE, Comparator.comparingInt(TrialHistory::place).reversed());
    private @Nullable TrialHistory best;
    private @Nullable RunStopped stop;
    private int nextSequence;

    /** The state of a run whose log is read, as {@link RunLog#read} reads it. */
    public static History read(RunDirectory run) throws IOException {
        return RunLog.read(run).history();
    }

    /**
     * Reads what can be read of a log, for whoever looks for what is wrong with it; also networks have to be right.
     *
     * @param damage takes each place that cannot be read or was changed, in words
     * @throws IOException if the files cannot be read at all, or hold no run
     */
    public static History examine(RunDirectory run, Consumer<String> damage) throws IOException {
        return RunLog.examine(run, (message, cause) -> damage.accept(message)).history();
    }

    /**
     * The time of each record by the head of the hash chain behind it.
     *
     * @throws IOException if the files cannot be read at all
     */
    public static Map<String, Long> heads(RunDirectory run) throws IOException {
        Map<String, Long> times = new LinkedHashMap<>();
        HashChain chain = new HashChain();
        for (int attempt : run.attempts()) {
            try (LogLines lines = LogLines.open(run, attempt, chain)) {
                lines.forEachHead((head, record) -> times.put(head, record.time()));
            }
        }
        return times;
    }

    /**
     * Adds a record.
     *
     * @throws IllegalArgumentException if it does not fit to those before it, which then stay as they are
     */
    public void apply(HistoryRecord record) {
        if (record.time() < 0 || record.time() > LATEST) {
            throw new IllegalArgumentException("Its time, %d ms after 1970, is none".formatted(record.time()));
        } else if (attempts.isEmpty() && !(record instanceof RunStarted)) {
            throw new IllegalArgumentException("It stands before the first driver's start");
        }
        if (record instanceof RunStarted started) {
            begin(started);
        } else if (record instanceof TrialStarted started) {
            begin(started);
        } else if (record instanceof EpochFinished epoch) {
            add(trial(epoch.trial()), epoch);
        } else if (record instanceof TrialEnded end) {
            end(trial(end.trial()), end);
        } else if (record instanceof RunStopped stopped) {
            stops.add(stopped);
            stop = stop == null ? stopped : stop;
            active.work(stopped.time());
        } else if (record instanceof ExecutorDescribed described) {
            executors.add(described);
        } else if (record instanceof EnergyMeasured measured) {
            measure(measured);
        } else if (record instanceof UseMeasured measured) {
            use.add(measured);
        }
        active.record(record.time());
    }

    private void begin(RunStarted driver) {
        active.begin(driver.time());
        attempts.add(driver);
        use.begin(driver.time());
        measuring.clear();
        stop = null;
        slotTimes.attempt(driver.time());
    }

    private void begin(TrialStarted start) {
        if (trials.containsKey(start.trial())) {
            throw new IllegalArgumentException("Trial %s was begun before".formatted(start.trial()));
        }
        TrialHistory parent = start.parent() == null ? null : trials.get(start.parent());
        TrialHistory trial = new TrialHistory(start, inOrder.size(), attempts.size() - 1, parent);
        trials.put(start.trial(), trial);
        inOrder.add(trial);
        open.put(start.trial(), trial);
        epochs.begin(start.time());
        slotTimes.begin(trial);
        start.operations().keySet().forEach(definition -> counted.merge(definition, 1, Integer::sum));
        precisions.add(start.precision());
        slots.add(start.slot());
        active.setUp(start.time());
        nextSequence = Math.max(nextSequence, start.sequence() + 1);
    }

    private void add(TrialHistory trial, EpochFinished epoch) {
        epochs.add(trial.add(epoch));
        slotTimes.heard(trial);
        active.work(epoch.time());
        double accuracy = trial.accuracy().orElse(0);
        double known = best == null ? -1 : best.accuracy().orElse(0);
        if (best == null || accuracy > known || (accuracy == known && trial.place() < best.place())) {
            best = trial;
        }
    }

    private void end(TrialHistory trial, TrialEnded end) {
        if (trial.end() != null) {
            throw new IllegalArgumentException("Trial %s ended before".formatted(end.trial()));
        }
        trial.end(end);
        open.remove(end.trial());
        ended.merge(end.state(), 1, Integer::sum);
        if (!trial.epochs().isEmpty()) {
            mostAccurate.add(trial);
        }
        if (end.state() == TrialEnded.State.FAILED) {
            failures.add(trial);
        }
        slotTimes.end(trial, end.time());
    }

    /** Each measurement includes those before it of the same executor; another driver has others. */
    private void measure(EnergyMeasured measured) {
        Integer place = measuring.putIfAbsent(measured.executor(), energy.size());
        if (place == null) {
            energy.add(measured);
        } else {
            energy.set(place, measured);
        }
    }

    /** The drivers that ran it; at least one, unless it has no record yet. */
    public List<RunStarted> attempts() {
        return Collections.unmodifiableList(attempts);
    }

    /** The driver that ran last. */
    public RunStarted latestAttempt() {
        return attempts.get(attempts.size() - 1);
    }

    /** All trials in the order in which they were begun. */
    public List<TrialHistory> trials() {
        return Collections.unmodifiableList(inOrder);
    }

    /**
     * The trial of an id.
     *
     * @throws IllegalArgumentException if it was never begun
     */
    public TrialHistory trial(String id) {
        TrialHistory trial = trials.get(id);
        if (trial == null) {
            throw new IllegalArgumentException("Trial " + id + " has a record but was never begun");
        }
        return trial;
    }

    /** Trials without an end, in the order in which they were begun: those that run, and those that drivers left. */
    public Collection<TrialHistory> open() {
        return Collections.unmodifiableCollection(open.values());
    }

    /** Whether a trial runs: it has no end, and its driver has none either. */
    public boolean runs(TrialHistory trial) {
        return trial.end() == null && stop == null && trial.attempt() == attempts.size() - 1;
    }

    /** Trials that ended with an epoch or more, the most accurate first; at most {@value #NOTABLE}. */
    public List<TrialHistory> mostAccurate() {
        return mostAccurate.list();
    }

    /** Trials that failed, the one that was begun last first; at most {@value #NOTABLE}. */
    public List<TrialHistory> failures() {
        return failures.list();
    }

    /** Trials whose end is recorded, by what it was. */
    public int ended(TrialEnded.State state) {
        return ended.getOrDefault(state, 0);
    }

    /** Trials that count against the run's number of trials: all that ended by themselves, in success or failure. */
    public int done() {
        return ended(TrialEnded.State.FINISHED) + ended(TrialEnded.State.FAILED);
    }

    /** The sequence number of the next trial. */
    public int nextSequence() {
        return nextSequence;
    }

    /** The trial with the best validation accuracy, of equal ones the one that was begun first; empty before an epoch ends. */
    public Optional<TrialHistory> best() {
        return Optional.ofNullable(best);
    }

    /** How drivers ended in good order, at most one for each. */
    public List<RunStopped> stops() {
        return Collections.unmodifiableList(stops);
    }

    /** How the run ended, if its last driver ended in good order. */
    public Optional<RunStopped> stop() {
        return Optional.ofNullable(stop);
    }

    /** What the executors told of their machines. */
    public List<ExecutorDescribed> executors() {
        return Collections.unmodifiableList(executors);
    }

    /** The last measurement of each executor and driver. */
    public List<EnergyMeasured> energy() {
        return Collections.unmodifiableList(energy);
    }

    /** How executors used their machines over time; it changes while records are added. */
    public UseCourse use() {
        return use;
    }

    /** Time of the last record. */
    public long lastTime() {
        return active.lastRecord();
    }

    /** Time in which drivers had trials, from each one's first set-up to its last record; waiting for slots is none. */
    public Duration activeTime() {
        return active.total();
    }

    /** The same up to now, if a driver is still at work. */
    public Duration activeTime(Instant now) {
        return stop == null ? active.total(now) : active.total();
    }

    /** When the run ended, or now while it goes on: what its window ends with (method section 1.1). */
    public Instant windowEnd(Instant now) {
        return stop == null ? now : Instant.ofEpochMilli(stop.time());
    }

    /** From the first set-up of a training to the end; none before there is one. */
    public Duration window(Instant now) {
        return scoreboard(Definition.FIXED, now).window();
    }

    /** The score by a definition of operations as of the last record. */
    public Scoreboard scoreboard(Definition definition) {
        return scoreboard(definition, Instant.ofEpochMilli(lastTime()));
    }

    /** The score by a definition of operations as of now. */
    public Scoreboard scoreboard(Definition definition, Instant now) {
        return new Scoreboard(epochs, definition, windowEnd(now));
    }

    /** Trials whose network a definition cannot count: their work is missing from its score. */
    public int uncounted(Definition definition) {
        return inOrder.size() - counted.getOrDefault(definition, 0);
    }

    /** Number formats of the trainings, the finest first. */
    public Set<Precision> precisions() {
        return Collections.unmodifiableSet(precisions);
    }

    /** Names of the slots that trained. */
    public Set<String> slots() {
        return Collections.unmodifiableSet(slots);
    }

    /** Time of all slots in each phase, up to now if the run goes on. */
    public Map<Phase, Duration> phases(Instant now) {
        Map<Phase, Long> totals = slotTimes.totals(end(now));
        Map<Phase, Duration> phases = new EnumMap<>(Phase.class);
        for (Phase phase : Phase.values()) {
            phases.put(phase, Duration.ofMillis(totals.getOrDefault(phase, 0L)));
        }
        return phases;
    }

    /** The stretches of all slots' time, slot by slot and in order for each driver, up to now if the run goes on. */
    public void drawSlots(Instant now, SlotTimes.Segments segments) {
        slotTimes.draw(end(now), segments);
    }

    private long end(Instant now) {
        return stop == null ? now.toEpochMilli() : Long.MIN_VALUE;
    }
}

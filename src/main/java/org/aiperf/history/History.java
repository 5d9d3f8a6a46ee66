// SPDX-License-Identifier: Apache-2.0
package org.aiperf.history;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.aiperf.score.Scoreboard;

/**
 * The state of a run: what replaying its log gives. Immutable.
 *
 * @param attempts the drivers that ran it, at least one
 * @param trials all trials in the order in which they were begun
 * @param stops how drivers ended in good order, at most one for each
 * @param executors what the executors told of their machines
 * @param energy the last measurement of each executor and driver
 * @param lastTime time of the last record
 */
public record History(
        List<RunStarted> attempts,
        List<TrialHistory> trials,
        List<RunStopped> stops,
        List<ExecutorDescribed> executors,
        List<EnergyMeasured> energy,
        long lastTime) {

    public History {
        attempts = List.copyOf(attempts);
        trials = List.copyOf(trials);
        stops = List.copyOf(stops);
        executors = List.copyOf(executors);
        energy = List.copyOf(energy);
    }

    /**
     * Reads the log of a run. An unfinished last line of a file, which a killed driver leaves, is not a record.
     *
     * @throws NoSuchRunException if the directory holds no run
     * @throws IOException if a line is no record or has an unknown format, with file and line in the message
     */
    public static History read(RunDirectory run) throws IOException {
        Replay replay = new Replay();
        HashChain chain = new HashChain();
        for (int attempt : run.attempts()) {
            try (LogLines lines = LogLines.open(run, attempt, chain)) {
                lines.forEach(replay::apply);
            }
        }
        return begun(run, replay);
    }

    /**
     * Reads what can be read of a log, for whoever looks for what is wrong with it.
     *
     * @param damage takes each place that cannot be read or was changed, in words
     * @throws IOException if the files cannot be read at all, or hold no run
     */
    public static History examine(RunDirectory run, Consumer<String> damage) throws IOException {
        Replay replay = new Replay();
        HashChain chain = new HashChain();
        for (int attempt : run.attempts()) {
            try (LogLines lines = LogLines.open(run, attempt, chain)) {
                lines.forEach(replay::apply, (message, cause) -> damage.accept(message));
            }
        }
        return begun(run, replay);
    }

    private static History begun(RunDirectory run, Replay replay) throws NoSuchRunException {
        if (replay.attempts.isEmpty()) {
            throw new NoSuchRunException("There is no run in " + run.location() + ": its history is empty");
        }
        return replay.history();
    }

    /** The driver that ran last. */
    public RunStarted latestAttempt() {
        return attempts.get(attempts.size() - 1);
    }

    /** How the run ended, if its last driver ended in good order. */
    public Optional<RunStopped> stop() {
        return stops.stream()
                .filter(stop -> stop.time() >= latestAttempt().time())
                .findFirst();
    }

    /** Time in which drivers were at work, from each one's start to its last record. */
    public Duration activeTime() {
        long millis = 0;
        for (int i = 0; i < attempts.size(); i++) {
            long begin = attempts.get(i).time();
            long next = i + 1 < attempts.size() ? attempts.get(i + 1).time() : Long.MAX_VALUE;
            millis += Math.max(lastBefore(next) - begin, 0);
        }
        return Duration.ofMillis(millis);
    }

    private long lastBefore(long next) {
        if (next == Long.MAX_VALUE) {
            return lastTime;
        }
        long last = 0;
        for (TrialHistory trial : trials) {
            last = Math.max(last, trial.start().time() < next ? trial.start().time() : 0);
            for (EpochFinished epoch : trial.epochs()) {
                last = Math.max(last, epoch.time() < next ? epoch.time() : 0);
            }
        }
        for (RunStopped stop : stops) {
            last = Math.max(last, stop.time() < next ? stop.time() : 0);
        }
        return last;
    }

    /** The score by a definition of operations. */
    public Scoreboard scoreboard(String definition) {
        return new Scoreboard(
                trials.stream().map(trial -> trial.trainingRun(definition)).toList());
    }

    /** Builds the state record by record. Not thread-safe. */
    public static final class Replay {

        private final List<RunStarted> attempts = new ArrayList<>();
        private final Map<String, TrialHistory> trials = new LinkedHashMap<>();
        private final List<RunStopped> stops = new ArrayList<>();
        private final List<ExecutorDescribed> executors = new ArrayList<>();
        private final List<EnergyMeasured> energy = new ArrayList<>();

        /** Where the latest driver's measurements stand among those. */
        private final Map<String, Integer> measuring = new HashMap<>();

        private long lastTime;

        /** Begins with nothing. */
        public Replay() {}

        /** Begins with a state. */
        public Replay(History history) {
            attempts.addAll(history.attempts);
            history.trials.forEach(trial -> trials.put(trial.start().trial(), trial));
            stops.addAll(history.stops);
            executors.addAll(history.executors);
            energy.addAll(history.energy);
            lastTime = history.lastTime;
        }

        /**
         * Adds a record.
         *
         * @throws IllegalArgumentException if it belongs to a trial that was not begun
         */
        public void apply(HistoryRecord record) {
            lastTime = Math.max(lastTime, record.time());
            if (record instanceof RunStarted started) {
                attempts.add(started);
                measuring.clear();
            } else if (record instanceof TrialStarted started) {
                trials.put(started.trial(), new TrialHistory(started, List.of(), null));
            } else if (record instanceof EpochFinished epoch) {
                TrialHistory trial = trial(epoch.trial());
                List<EpochFinished> epochs = new ArrayList<>(trial.epochs());
                epochs.add(epoch);
                trials.put(epoch.trial(), new TrialHistory(trial.start(), epochs, trial.end()));
            } else if (record instanceof TrialEnded ended) {
                TrialHistory trial = trial(ended.trial());
                trials.put(ended.trial(), new TrialHistory(trial.start(), trial.epochs(), ended));
            } else if (record instanceof RunStopped stopped) {
                stops.add(stopped);
            } else if (record instanceof ExecutorDescribed described) {
                executors.add(described);
            } else if (record instanceof EnergyMeasured measured) {
                measure(measured);
            }
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

        /** Whether a trial has a record. */
        public boolean isBegun(String id) {
            return trials.containsKey(id);
        }

        /** The trial of an id. */
        public TrialHistory trial(String id) {
            TrialHistory trial = trials.get(id);
            if (trial == null) {
                throw new IllegalArgumentException("Trial " + id + " has a record but was never begun");
            }
            return trial;
        }

        /** The state so far. */
        public History history() {
            return new History(attempts, List.copyOf(trials.values()), stops, executors, energy, lastTime);
        }
    }
}

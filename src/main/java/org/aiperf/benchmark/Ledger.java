// SPDX-License-Identifier: Apache-2.0
package org.aiperf.benchmark;

import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.IntStream;
import org.aiperf.history.History;
import org.aiperf.history.HistoryLog;
import org.aiperf.history.HistoryRecord;
import org.aiperf.history.TrialEnded;
import org.aiperf.history.TrialHistory;
import org.aiperf.history.TrialStarted;
import org.aiperf.search.HistoryChunk;
import org.aiperf.search.HyperparameterObservation;
import org.aiperf.search.HyperparameterSearcher;
import org.aiperf.search.Observation;
import org.aiperf.search.ObservationLog;
import org.aiperf.search.bayes.NetworkCode;
import org.aiperf.trial.HistoryUpdate;
import org.aiperf.trial.Ticket;

/**
 * The history while it is being written: every record goes to the log first and only then counts. Not thread-safe.
 */
final class Ledger {

    private final HistoryLog log;
    private final History.Replay replay;
    private final ObservationLog observations = new ObservationLog();
    private final HyperparameterSearcher hyperparameters;
    private final Set<String> networks = new HashSet<>();

    /**
     * Begins with what earlier drivers of the run have recorded.
     *
     * @param hyperparameters told of all trials
     */
    Ledger(HistoryLog log, History.Replay replay, HyperparameterSearcher hyperparameters) {
        this.log = log;
        this.hyperparameters = hyperparameters;
        this.replay = replay;
        for (TrialHistory trial : replay.history().trials()) {
            networks.add(trial.start().networkHash());
            observe(trial);
        }
    }

    void append(HistoryRecord record) throws IOException {
        log.append(record);
        replay.apply(record);
        if (record instanceof TrialStarted started) {
            networks.add(started.networkHash());
            observe(replay.trial(started.trial()));
        } else if (record instanceof TrialEnded ended) {
            observe(replay.trial(ended.trial()));
        }
    }

    /** Counts a trial as running before its network is found. */
    void issue(Ticket ticket) {
        hyperparameters.observe(
                ticket.sequence(), new HyperparameterObservation(ticket.round(), ticket.hyperparameters(), null));
    }

    /** Forgets a trial that came to nothing, if it is not in the log. */
    void withdraw(Ticket ticket) {
        if (!replay.isBegun(ticket.trial())) {
            hyperparameters.forget(ticket.sequence());
        }
    }

    /** Whether a network was begun in this run. */
    boolean isKnown(String networkHash) {
        return networks.contains(networkHash);
    }

    /** What a search has not seen since a version. */
    HistoryUpdate since(long version) {
        return new HistoryUpdate(observations.version(), observations.sealed(), observations.tail(version));
    }

    /** Sealed chunks of what the search should know. */
    List<HistoryChunk> chunks(int from, int to) {
        return IntStream.range(from, to).mapToObj(observations::chunk).toList();
    }

    /** Trials that were begun and have not ended. */
    List<TrialHistory> running() {
        return history().trials().stream().filter(trial -> trial.end() == null).toList();
    }

    /** What is known of a trial that was begun. */
    TrialHistory trial(String id) {
        return replay.trial(id);
    }

    History history() {
        return replay.history();
    }

    /** Only a finished trial has left a model that could be a parent; how another one ended tells a search nothing new. */
    private void observe(TrialHistory trial) {
        TrialStarted start = trial.start();
        TrialEnded end = trial.end();
        Double worth = end == null ? null : end.worth();
        if (!observations.tells(start.sequence())) {
            observations.add(
                    new Observation(
                            start.trial(),
                            start.sequence(),
                            Long.parseUnsignedLong(start.networkHash(), 16),
                            NetworkCode.of(start.network().unpack()),
                            worth),
                    parent(start));
        } else if (worth != null) {
            observations.add(start.sequence(), worth);
        }
        if (end != null && end.state() == TrialEnded.State.CUT) {
            // What was cut off says nothing about its hyperparameters.
            hyperparameters.forget(start.sequence());
        } else {
            hyperparameters.observe(
                    start.sequence(), new HyperparameterObservation(start.round(), start.hyperparameters(), worth));
        }
    }

    private OptionalInt parent(TrialStarted start) {
        String parent = start.parent();
        return parent != null && replay.isBegun(parent)
                ? OptionalInt.of(replay.trial(parent).start().sequence())
                : OptionalInt.empty();
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.aiperf.benchmark;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.aiperf.history.TrialEnded;
import org.aiperf.history.TrialHistory;
import org.aiperf.history.TrialStarted;
import org.aiperf.network.Hyperparameters;
import org.aiperf.search.Descent;
import org.aiperf.search.HistoryChunk;
import org.aiperf.search.HyperparameterObservation;
import org.aiperf.search.HyperparameterSearcher;
import org.aiperf.search.Observation;
import org.aiperf.search.ObservationLog;
import org.aiperf.search.bayes.NetworkCode;
import org.aiperf.search.morph.Morph;
import org.aiperf.search.morph.MorphText;
import org.aiperf.trial.HistoryUpdate;
import org.aiperf.trial.Ticket;
import org.jspecify.annotations.Nullable;

/**
 * What the searches of a run know: networks that were begun, what trials were worth, and the hyperparameters of all. Not
 * thread-safe.
 */
final class Ledger {

    private final ObservationLog observations = new ObservationLog();
    private final HyperparameterSearcher hyperparameters;
    private final Set<String> networks = new HashSet<>();
    private final Map<String, Integer> sequences = new HashMap<>();

    /** @param hyperparameters told of all trials; it knows of none yet */
    Ledger(HyperparameterSearcher hyperparameters) {
        this.hyperparameters = hyperparameters;
    }

    /** Takes up what an earlier driver of the run has recorded of a trial. */
    void add(TrialHistory trial) {
        TrialStarted start = trial.start();
        TrialEnded end = trial.end();
        Double worth = end == null ? null : end.worth();
        begin(start, NetworkCode.of(start.unpacked()), worth);
        if (end == null || end.state() != TrialEnded.State.CUT) {
            hyperparameters.observe(
                    start.sequence(), new HyperparameterObservation(start.round(), start.hyperparameters(), worth));
        }
    }

    /** Hyperparameters for a trial of a round. */
    Hyperparameters suggest(int round, RandomGenerator random) {
        return hyperparameters.suggest(round, random);
    }

    /** Counts a trial as running before its network is found. */
    void issue(Ticket ticket) {
        hyperparameters.observe(
                ticket.sequence(), new HyperparameterObservation(ticket.round(), ticket.hyperparameters(), null));
    }

    /** Forgets a trial that came to nothing before it had a network. */
    void withdraw(Ticket ticket) {
        hyperparameters.forget(ticket.sequence());
    }

    /** Whether a network was begun in this run. */
    boolean isKnown(String networkHash) {
        return networks.contains(networkHash);
    }

    /** A trial has its network. */
    void begin(TrialStarted start, NetworkCode code) {
        begin(start, code, null);
    }

    private void begin(TrialStarted start, NetworkCode code, @Nullable Double worth) {
        networks.add(start.networkHash());
        sequences.put(start.trial(), start.sequence());
        OptionalInt parent = parent(start);
        List<Morph> morphs = start.morphs().stream().map(MorphText::parse).toList();
        observations.add(
                new Observation(
                        start.trial(),
                        start.sequence(),
                        Long.parseUnsignedLong(start.networkHash(), 16),
                        code,
                        worth,
                        Descent.of(parent, morphs)),
                parent);
    }

    /** A trial is over. Only a finished one has left a model that could be a parent; how another ended tells nothing new. */
    void end(Ticket ticket, TrialEnded end) {
        Double worth = end.worth();
        if (worth != null) {
            observations.add(ticket.sequence(), worth);
        }
        if (end.state() == TrialEnded.State.CUT) {
            // What was cut off says nothing about its hyperparameters.
            hyperparameters.forget(ticket.sequence());
        } else {
            hyperparameters.observe(
                    ticket.sequence(), new HyperparameterObservation(ticket.round(), ticket.hyperparameters(), worth));
        }
    }

    /** What a search has not seen since a version. */
    HistoryUpdate since(long version) {
        return new HistoryUpdate(observations.version(), observations.sealed(), observations.tail(version));
    }

    /** Sealed chunks of what the search should know. */
    List<HistoryChunk> chunks(int from, int to) {
        return IntStream.range(from, to).mapToObj(observations::chunk).toList();
    }

    private OptionalInt parent(TrialStarted start) {
        Integer parent = start.parent() == null ? null : sequences.get(start.parent());
        return parent == null ? OptionalInt.empty() : OptionalInt.of(parent);
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.aiperf.trial;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.IntStream;
import org.aiperf.history.EpochFinished;
import org.aiperf.history.ExecutorRecord;
import org.aiperf.history.TrialEnded;
import org.aiperf.history.TrialStarted;
import org.aiperf.network.Hyperparameters;
import org.aiperf.search.HistoryChunk;
import org.aiperf.search.Observation;
import org.aiperf.search.ObservationLog;
import org.aiperf.search.bayes.NetworkCode;

/** A driver for tests: hands out a number of trials, keeps what it is told, and answers by simple rules. */
class LocalDesk implements TrialDesk {

    /** What every trial is given. */
    static final Hyperparameters HYPERPARAMETERS = new Hyperparameters(32, 0, 3, 0.05);

    private final int trials;
    private final int concurrency;
    private final int stopAfterEpochs;
    private final List<TrialStarted> started = new ArrayList<>();
    private final List<EpochFinished> epochs = new ArrayList<>();
    private final List<TrialEnded> ended = new ArrayList<>();
    private final ObservationLog observations = new ObservationLog();
    private final Set<String> networks = new HashSet<>();
    private final List<String> aborts = new ArrayList<>();
    private final List<String> signs = new ArrayList<>();
    private final List<String> unable = new ArrayList<>();
    private int sequence;

    LocalDesk(int trials, int concurrency, int stopAfterEpochs) {
        this.trials = trials;
        this.concurrency = concurrency;
        this.stopAfterEpochs = stopAfterEpochs;
    }

    synchronized List<TrialStarted> started() {
        return List.copyOf(started);
    }

    synchronized List<EpochFinished> epochs() {
        return List.copyOf(epochs);
    }

    synchronized List<TrialEnded> ended() {
        return List.copyOf(ended);
    }

    /** Trials that have shown progress, once for each time. */
    synchronized List<String> signs() {
        return List.copyOf(signs);
    }

    /** What tasks said that could not run trials. */
    synchronized List<String> unable() {
        return List.copyOf(unable);
    }

    synchronized List<String> aborts() {
        return List.copyOf(aborts);
    }

    /** Takes up what another executor has reported. */
    synchronized void observe(Observation observation, OptionalInt parent) {
        observations.add(observation, parent);
    }

    /** Makes a network known as if another executor had begun it. */
    synchronized void forbid(String networkHash) {
        networks.add(networkHash);
    }

    @Override
    public synchronized Optional<Ticket> next(String task) {
        if (sequence == trials) {
            return Optional.empty();
        }
        Ticket ticket = new Ticket("%06d".formatted(sequence), sequence, sequence / concurrency, HYPERPARAMETERS);
        sequence++;
        return Optional.of(ticket);
    }

    @Override
    public synchronized Decision begin(TrialStarted start, NetworkCode code) {
        if (!networks.add(start.networkHash())) {
            observations.add(
                    new Observation(
                            "x" + networks.size(),
                            1_000_000 + networks.size(),
                            Long.parseUnsignedLong(start.networkHash(), 16),
                            code,
                            null),
                    OptionalInt.empty());
            return Decision.DUPLICATE;
        }
        started.add(start);
        observations.add(
                new Observation(
                        start.trial(), start.sequence(), Long.parseUnsignedLong(start.networkHash(), 16), code, null),
                OptionalInt.empty());
        return Decision.GO;
    }

    @Override
    public synchronized Decision epoch(EpochFinished epoch) {
        epochs.add(epoch);
        return epochs.size() == stopAfterEpochs ? Decision.STOP : Decision.GO;
    }

    @Override
    public synchronized void end(TrialEnded end) {
        ended.add(end);
        TrialStarted start = started.stream()
                .filter(s -> s.trial().equals(end.trial()))
                .findFirst()
                .orElseThrow();
        observations.add(
                new Observation(
                        end.trial(),
                        start.sequence(),
                        Long.parseUnsignedLong(start.networkHash(), 16),
                        NetworkCode.of(start.network().unpack()),
                        end.worth()),
                OptionalInt.empty());
    }

    @Override
    public synchronized void exhausted(String reason) {
        aborts.add(reason);
    }

    @Override
    public synchronized HistoryUpdate history(long version) {
        return new HistoryUpdate(observations.version(), observations.sealed(), observations.tail(version));
    }

    @Override
    public synchronized List<HistoryChunk> chunks(int from, int to) {
        return IntStream.range(from, to).mapToObj(observations::chunk).toList();
    }

    @Override
    public synchronized void alive(String trial) {
        signs.add(trial);
    }

    @Override
    public synchronized void unable(String task, String reason) {
        unable.add(task + ": " + reason);
    }

    @Override
    public void machine(ExecutorRecord told) {
        throw new UnsupportedOperationException("Trials say nothing of their machine");
    }

    @Override
    public synchronized void abort(String reason) {
        aborts.add(reason);
    }
}

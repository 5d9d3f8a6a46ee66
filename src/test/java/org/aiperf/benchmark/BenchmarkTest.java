// SPDX-License-Identifier: Apache-2.0
package org.aiperf.benchmark;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.aiperf.benchmark.Ending.Kind;
import org.aiperf.config.RunSettings;
import org.aiperf.history.EpochFinished;
import org.aiperf.history.History;
import org.aiperf.history.HistoryLog;
import org.aiperf.history.RunDirectory;
import org.aiperf.history.RunStarted;
import org.aiperf.history.TrialEnded;
import org.aiperf.history.TrialEnded.State;
import org.aiperf.history.TrialHistory;
import org.aiperf.history.TrialStarted;
import org.aiperf.network.Hyperparameters;
import org.aiperf.network.Network;
import org.aiperf.network.PackedNetwork;
import org.aiperf.network.SeedNetworks;
import org.aiperf.network.Shape.FeatureMap;
import org.aiperf.operations.OperationDefinition;
import org.aiperf.search.HyperparameterSearcher;
import org.aiperf.trial.Ticket;
import org.aiperf.trial.TrialDesk;
import org.aiperf.trial.TrialDesk.Decision;
import org.aiperf.unit.Definition;
import org.aiperf.unit.Precision;
import org.apache.hadoop.conf.Configuration;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BenchmarkTest {

    static final Network NETWORK = SeedNetworks.named("resnet-8", new FeatureMap(8, 8, 1), 4);
    private static final Hyperparameters DEFAULTS = new Hyperparameters(8, 0, 3, 0.1);

    private static final HyperparameterSearcher FIXED = HyperparameterSearcher.fixed(DEFAULTS);

    private final RunDirectory directory;

    BenchmarkTest(@TempDir Path path) throws IOException {
        directory = RunDirectory.of(path.resolve("run").toString(), new Configuration());
    }

    @Test
    void runsEveryTrialOnceAndRecordsItWhenItsOwnTaskEnds() throws Exception {
        Ending ending = run(settings(20, Duration.ofMinutes(1)), Optional.empty(), 4, BenchmarkTest::trial);

        History history = History.read(directory);
        assertThat(ending.kind()).isEqualTo(Kind.COMPLETE);
        assertThat(history.trials()).hasSize(20).allMatch(t -> t.epochs().size() == 2);
        assertThat(history.trials()).extracting(BenchmarkTest::state).containsOnly(State.FINISHED);
        assertThat(history.trials())
                .extracting(t -> t.start().sequence())
                .doesNotHaveDuplicates()
                .contains(0, 19);
        assertThat(history.trials())
                .allMatch(t -> t.start().round() == t.start().sequence() / 4);
        assertThat(history.stop().orElseThrow().complete()).isTrue();
    }

    /** The second task of each round waits for tasks of the round behind: a barrier between rounds would never end. */
    @Test
    void noTrialWaitsForAnother() throws Exception {
        CountDownLatch others = new CountDownLatch(9);
        Ending ending = run(settings(10, Duration.ofMinutes(1)), Optional.empty(), 2, (desk, task) -> {
            Optional<Ticket> ticket = desk.next(task);
            if (ticket.isEmpty()) {
                return Optional.empty();
            }
            assertThat(desk.begin(
                            start(ticket.get(), Integer.toString(ticket.get().sequence()))))
                    .isEqualTo(Decision.GO);
            if (ticket.get().sequence() == 0) {
                others.await();
            } else {
                others.countDown();
            }
            return Optional.of(ended(ticket.get()));
        });

        assertThat(ending.kind()).isEqualTo(Kind.COMPLETE);
        List<TrialHistory> trials = History.read(directory).trials();
        assertThat(trials).hasSize(10);
    }

    @Test
    void neverRunsMoreThanTheConcurrencyAsksFor() throws Exception {
        AtomicInteger running = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        run(settings(12, Duration.ofMinutes(1), 3), Optional.empty(), 8, (desk, task) -> {
            most.accumulateAndGet(running.incrementAndGet(), Math::max);
            try {
                return trial(desk, task);
            } finally {
                running.decrementAndGet();
            }
        });

        assertThat(History.read(directory).trials()).hasSize(12);
        assertThat(most.get()).isLessThanOrEqualTo(3);
    }

    @Test
    void wakesForItsDeadline() throws Exception {
        Ending ending = run(settings(100, Duration.ofMillis(300)), Optional.empty(), 2, (desk, task) -> {
            Ticket ticket = desk.next(task).orElseThrow();
            desk.begin(start(ticket, Integer.toString(ticket.sequence())));
            new CountDownLatch(1).await();
            return Optional.empty();
        });

        assertThat(ending.kind()).isEqualTo(Kind.COMPLETE);
        assertThat(History.read(directory).stop().orElseThrow().complete()).isTrue();
    }

    @Test
    void refusesANetworkThatWasBegunBefore() throws Exception {
        AtomicInteger duplicates = new AtomicInteger();
        run(settings(4, Duration.ofMinutes(1)), Optional.empty(), 1, (desk, task) -> {
            Optional<Ticket> ticket = desk.next(task);
            if (ticket.isEmpty()) {
                return Optional.empty();
            }
            if (desk.begin(start(ticket.get(), "0")) == Decision.DUPLICATE) {
                duplicates.incrementAndGet();
                desk.begin(start(ticket.get(), "a" + ticket.get().sequence()));
            }
            return Optional.of(ended(ticket.get()));
        });

        assertThat(duplicates.get()).isEqualTo(3);
        assertThat(History.read(directory).trials())
                .extracting(t -> t.start().networkHash())
                .containsExactly("0", "a1", "a2", "a3");
    }

    @Test
    void aTaskThatAsksAgainHasLostItsTrialButNotItsEpochs() throws Exception {
        run(settings(3, Duration.ofMinutes(1)), Optional.empty(), 1, (desk, task) -> {
            Optional<Ticket> first = desk.next(task);
            if (first.isEmpty()) {
                return Optional.empty();
            }
            if (first.get().sequence() == 0) {
                desk.begin(start(first.get(), "0"));
                desk.epoch(epoch(first.get().trial(), 1));
            }
            return first.get().sequence() == 0 ? trial(desk, task) : finished(desk, first.get());
        });

        List<TrialHistory> trials = History.read(directory).trials();
        // A trial that was lost does not count against the number of trials.
        assertThat(trials)
                .extracting(BenchmarkTest::state)
                .containsExactly(State.CUT, State.FINISHED, State.FINISHED, State.FINISHED);
        assertThat(trials.get(0).epochs()).hasSize(1);
    }

    @Test
    void goesOnWhereAKilledDriverLeft() throws Exception {
        try (HistoryLog log = HistoryLog.create(directory, 1)) {
            log.append(header(1));
            log.append(start(new Ticket("000000", 0, 0, DEFAULTS), "0"));
            log.append(epoch("000000", 1));
            log.append(ended(new Ticket("000000", 0, 0, DEFAULTS)));
            log.append(start(new Ticket("000001", 1, 0, DEFAULTS), "1"));
            log.append(epoch("000001", 1));
        }
        History earlier = History.read(directory);

        run(settings(5, Duration.ofMinutes(1)), Optional.of(earlier), 2, BenchmarkTest::trial);

        History history = History.read(directory);
        assertThat(history.attempts()).hasSize(2);
        assertThat(history.trials())
                .extracting(t -> t.start().trial() + " " + state(t))
                .containsExactlyInAnyOrder(
                        "000000 FINISHED",
                        "000001 CUT",
                        "000002 FINISHED",
                        "000003 FINISHED",
                        "000004 FINISHED",
                        "000005 FINISHED");
        assertThat(history.trials().get(1).epochs()).hasSize(1);
    }

    @Test
    void stopsInGoodOrderWhenAskedTo() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        try (HistoryLog log = HistoryLog.create(directory, 1);
                ThreadLauncher launcher = new ThreadLauncher(1, (desk, task) -> {
                    Ticket ticket = desk.next(task).orElseThrow();
                    desk.begin(start(ticket, "0"));
                    begun.countDown();
                    new CountDownLatch(1).await();
                    return Optional.empty();
                })) {
            Benchmark benchmark = new Benchmark(
                    settings(5, Duration.ofMinutes(1)),
                    FIXED,
                    Optional.empty(),
                    log,
                    launcher,
                    InstantSource.system(),
                    RunObserver.NONE);
            Thread user = new Thread(() -> {
                try {
                    begun.await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
                benchmark.stop("asked to");
            });
            user.start();

            assertThat(benchmark.run(header(1))).isEqualTo(new Ending(Kind.INTERRUPTED, "asked to"));
        }
        History history = History.read(directory);
        assertThat(history.stop().orElseThrow().complete()).isFalse();
        assertThat(history.trials()).extracting(BenchmarkTest::state).containsExactly(State.CUT);
    }

    @Test
    void anAbortAndABrokenRoundEndTheRunWithTheirReason() throws Exception {
        Ending aborted = run(settings(5, Duration.ofMinutes(1)), Optional.empty(), 1, (desk, task) -> {
            desk.next(task);
            desk.abort("shard 3 is damaged");
            return Optional.empty();
        });
        assertThat(aborted).isEqualTo(new Ending(Kind.ABORTED, "shard 3 is damaged"));

        Ending broken =
                run(settings(5, Duration.ofMinutes(1)), Optional.of(History.read(directory)), 1, (desk, task) -> {
                    throw new IllegalStateException("no executors are left");
                });
        assertThat(broken).isEqualTo(new Ending(Kind.BROKEN, "no executors are left"));
    }

    @Test
    void asManyTrialsRunAtOnceAsThereAreSlotsNow() throws Exception {
        CountDownLatch six = new CountDownLatch(6);
        CountDownLatch two = new CountDownLatch(1);
        AtomicReference<ThreadLauncher> slots = new AtomicReference<>();
        AtomicInteger running = new AtomicInteger();
        AtomicInteger mostAfterwards = new AtomicInteger();
        try (HistoryLog log = HistoryLog.create(directory, 1);
                ThreadLauncher launcher = new ThreadLauncher(2, (desk, task) -> {
                    Optional<Ticket> ticket = desk.next(task);
                    if (ticket.isEmpty()) {
                        return Optional.empty();
                    } else if (ticket.get().sequence() == 1) {
                        Objects.requireNonNull(slots.get()).resize(6);
                    }
                    int now = running.incrementAndGet();
                    six.countDown();
                    six.await();
                    if (ticket.get().sequence() == 5) {
                        Objects.requireNonNull(slots.get()).resize(2);
                        two.countDown();
                    } else if (ticket.get().sequence() > 12) {
                        mostAfterwards.accumulateAndGet(now, Math::max);
                    }
                    two.await();
                    Optional<TrialEnded> end = finished(desk, ticket.get());
                    running.decrementAndGet();
                    return end;
                })) {
            slots.set(launcher);
            Benchmark benchmark = new Benchmark(
                    settings(40, Duration.ofMinutes(1)),
                    FIXED,
                    Optional.empty(),
                    log,
                    launcher,
                    InstantSource.system(),
                    RunObserver.NONE);
            assertThat(benchmark.run(header(1)).kind()).isEqualTo(Kind.COMPLETE);
        }

        assertThat(History.read(directory).trials()).hasSize(40).allMatch(t -> state(t) == State.FINISHED);
        assertThat(mostAfterwards.get()).isBetween(1, 2);
    }

    private Ending run(RunSettings settings, Optional<History> earlier, int slots, ThreadLauncher.Task task)
            throws IOException, InterruptedException {
        int attempt = earlier.map(h -> h.latestAttempt().attempt() + 1).orElse(1);
        try (HistoryLog log = HistoryLog.create(directory, attempt);
                ThreadLauncher launcher = new ThreadLauncher(slots, task)) {
            return new Benchmark(settings, FIXED, earlier, log, launcher, InstantSource.system(), RunObserver.NONE)
                    .run(header(attempt));
        }
    }

    private static Optional<TrialEnded> trial(TrialDesk desk, String task) {
        Optional<Ticket> ticket = desk.next(task);
        return ticket.isEmpty() ? Optional.empty() : finished(desk, ticket.get());
    }

    private static Optional<TrialEnded> finished(TrialDesk desk, Ticket ticket) {
        assertThat(desk.begin(start(ticket, Integer.toString(ticket.sequence()))))
                .isEqualTo(Decision.GO);
        desk.epoch(epoch(ticket.trial(), 1));
        desk.epoch(epoch(ticket.trial(), 2));
        return Optional.of(ended(ticket));
    }

    private static @Nullable State state(TrialHistory trial) {
        TrialEnded end = trial.end();
        return end == null ? null : end.state();
    }

    static RunSettings settings(int trials, Duration duration) {
        return settings(trials, duration, 0);
    }

    static RunSettings settings(int trials, Duration duration, int concurrency) {
        return new RunSettings(
                "",
                "runs",
                RunSettings.Existing.REFUSE,
                trials,
                duration,
                concurrency,
                Duration.ofHours(1),
                1,
                Duration.ofSeconds(1));
    }

    static RunStarted header(int attempt) {
        return new RunStarted(
                RunStarted.FORMAT,
                System.currentTimeMillis(),
                "run",
                attempt,
                JsonNodeFactory.instance.objectNode(),
                Map.of());
    }

    static TrialStarted start(Ticket ticket, String hash) {
        return new TrialStarted(
                System.currentTimeMillis() - 1000,
                ticket.trial(),
                ticket.sequence(),
                ticket.round(),
                "test/0",
                List.of(),
                null,
                List.of(),
                0,
                PackedNetwork.of(NETWORK),
                hash,
                ticket.hyperparameters(),
                2,
                "test",
                Precision.FP32,
                Map.of(Definition.FIXED, OperationDefinition.fixed(8).count(NETWORK)),
                new TrialStarted.SearchCost(0, 0, false, 0, 0, "none", null, null, null, null));
    }

    static EpochFinished epoch(String trial, int number) {
        long now = System.currentTimeMillis();
        return new EpochFinished(now, trial, number, now, 100, 10, 1.0, 0.5, 1.0, 0.5, 0.1, 1, 1, 1);
    }

    private static TrialEnded ended(Ticket ticket) {
        return new TrialEnded(System.currentTimeMillis(), ticket.trial(), State.FINISHED, "budget", 0.5, null);
    }
}

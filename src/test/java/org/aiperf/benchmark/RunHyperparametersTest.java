// SPDX-License-Identifier: Apache-2.0
package org.aiperf.benchmark;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import org.aiperf.config.Settings;
import org.aiperf.config.SettingsLoader;
import org.aiperf.history.History;
import org.aiperf.history.HistoryLog;
import org.aiperf.history.RunDirectory;
import org.aiperf.history.TrialEnded;
import org.aiperf.history.TrialEnded.State;
import org.aiperf.network.Hyperparameters;
import org.aiperf.search.HyperparameterObservation;
import org.aiperf.search.HyperparameterSearcher;
import org.aiperf.search.Searches;
import org.aiperf.trial.Ticket;
import org.apache.hadoop.conf.Configuration;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The driver chooses hyperparameters, from one history for the whole run. */
class RunHyperparametersTest {

    private final Path path;

    RunHyperparametersTest(@TempDir Path path) {
        this.path = path;
    }

    @Test
    void theSameSeedOnOneSlotGivesTheSameHyperparametersAlsoToARunThatGoesOn() throws Exception {
        List<Hyperparameters> whole = run("whole", tpe(), 40);
        List<Hyperparameters> again = run("again", tpe(), 40);
        run("halves", tpe(), 17);
        List<Hyperparameters> halves = run("halves", tpe(), 40);

        assertThat(whole).hasSize(40);
        assertThat(whole.subList(0, 3)).containsOnly(new Hyperparameters(32, 0, 3, 0.05));
        assertThat(whole.subList(3, 40))
                .extracting(Hyperparameters::learningRate)
                .doesNotHaveDuplicates();
        assertThat(again).isEqualTo(whole);
        assertThat(halves).isEqualTo(whole);
    }

    /** Accuracy falls with the distance of the learning rate to 0.02. */
    @Test
    void concludesFromWhatTrialsHaveReached() throws Exception {
        List<Hyperparameters> random = run("random", settings("search.hyperparameters.strategy=random"), 200);
        List<Hyperparameters> tpe = run("tpe", tpe(), 200);

        assertThat(tpe.subList(0, 13)).isEqualTo(random.subList(0, 13));
        assertThat(meanAccuracy(tpe.subList(100, 200))).isGreaterThan(meanAccuracy(random.subList(100, 200)) + 0.1);
    }

    private static double meanAccuracy(List<Hyperparameters> chosen) {
        return chosen.stream()
                .mapToDouble(RunHyperparametersTest::accuracy)
                .average()
                .orElseThrow();
    }

    private static double accuracy(Hyperparameters chosen) {
        double distance = Math.log10(chosen.learningRate() / 0.02);
        return 1 / (1 + 4 * distance * distance);
    }

    @Test
    void theSearchKnowsWhatBecameOfEveryTrialBeforeTheNextOne() throws Exception {
        List<List<HyperparameterObservation>> known = Collections.synchronizedList(new ArrayList<>());
        HyperparameterSearcher searcher = new Recording(known);
        run("run", searcher, 6, (desk, task) -> {
            Ticket ticket = desk.next(task).orElse(null);
            if (ticket == null) {
                return Optional.empty();
            }
            if (ticket.sequence() == 0) {
                // A task that died before it found a network, and asks again.
                ticket = desk.next(task).orElseThrow();
            }
            desk.begin(BenchmarkTest.start(ticket, Integer.toString(ticket.sequence())));
            if (ticket.sequence() == 2) {
                // A task that died while it trained.
                ticket = desk.next(task).orElseThrow();
                desk.begin(BenchmarkTest.start(ticket, Integer.toString(ticket.sequence())));
            }
            TrialEnded end =
                    switch (ticket.sequence()) {
                        case 1 -> new TrialEnded(1, ticket.trial(), State.FINISHED, "budget", 0.5, 0.75);
                        case 3 -> new TrialEnded(1, ticket.trial(), State.FAILED, "too large", null, null);
                        default -> new TrialEnded(1, ticket.trial(), State.FINISHED, "budget", 0.25, null);
                    };
            desk.end(end);
            return Optional.of(end);
        });

        HyperparameterObservation first = observation(1, 3, 0.75);
        HyperparameterObservation failed = observation(3, 5, null);
        assertThat(known.subList(0, 3)).containsExactly(List.of(), List.of(), List.of(first));
        assertThat(known.get(3)).containsExactly(first);
        assertThat(known.get(4)).containsExactly(first, failed);
        assertThat(known.get(5)).containsExactly(first, failed, observation(4, 6, 0.25));
    }

    @Test
    void aTrialThatStillRunsIsKnownAsOne() throws Exception {
        List<List<HyperparameterObservation>> known = Collections.synchronizedList(new ArrayList<>());
        HyperparameterSearcher searcher = new Recording(known);
        try (HistoryLog log = HistoryLog.create(directory("run"), 1);
                ThreadLauncher launcher = new ThreadLauncher(1, (desk, task) -> {
                    desk.next("other");
                    desk.next(task);
                    desk.abort("enough");
                    return Optional.empty();
                })) {
            new Benchmark(
                            BenchmarkTest.settings(5, Duration.ofMinutes(1)),
                            searcher,
                            Optional.empty(),
                            log,
                            launcher,
                            InstantSource.system(),
                            RunObserver.NONE)
                    .run(BenchmarkTest.header(1));
        }

        assertThat(known).containsExactly(List.of(), List.of(observation(0, 2, null)));
    }

    /** Proposes batch sizes 2, 3 and so on, and records what it knows each time. */
    private static final class Recording implements HyperparameterSearcher {

        private final SortedMap<Integer, HyperparameterObservation> trials = new TreeMap<>();
        private final List<List<HyperparameterObservation>> known;

        Recording(List<List<HyperparameterObservation>> known) {
            this.known = known;
        }

        @Override
        public Hyperparameters suggest(int round, RandomGenerator random) {
            known.add(List.copyOf(trials.values()));
            return new Hyperparameters(1 + known.size(), 0, 3, 0.1);
        }

        @Override
        public void observe(int trial, HyperparameterObservation observation) {
            trials.put(trial, observation);
        }

        @Override
        public void forget(int trial) {
            trials.remove(trial);
        }
    }

    private static HyperparameterObservation observation(int round, int batchSize, @Nullable Double accuracy) {
        return new HyperparameterObservation(round, new Hyperparameters(batchSize, 0, 3, 0.1), accuracy);
    }

    private List<Hyperparameters> run(String name, HyperparameterSearcher searcher, int trials) throws Exception {
        return run(name, searcher, trials, (desk, task) -> {
            Optional<Ticket> ticket = desk.next(task);
            if (ticket.isEmpty()) {
                return Optional.empty();
            }
            desk.begin(BenchmarkTest.start(
                    ticket.get(), Integer.toString(ticket.get().sequence())));
            TrialEnded end = new TrialEnded(
                    1,
                    ticket.get().trial(),
                    State.FINISHED,
                    "budget",
                    accuracy(ticket.get().hyperparameters()),
                    null);
            desk.end(end);
            return Optional.of(end);
        });
    }

    private List<Hyperparameters> run(
            String name, HyperparameterSearcher searcher, int trials, ThreadLauncher.Task task) throws Exception {
        RunDirectory directory = directory(name);
        Optional<History> earlier =
                Files.exists(path.resolve(name)) ? Optional.of(History.read(directory)) : Optional.empty();
        int attempt = earlier.map(h -> h.latestAttempt().attempt() + 1).orElse(1);
        try (HistoryLog log = HistoryLog.create(directory, attempt);
                ThreadLauncher launcher = new ThreadLauncher(1, task)) {
            new Benchmark(
                            BenchmarkTest.settings(trials, Duration.ofMinutes(1)),
                            searcher,
                            earlier,
                            log,
                            launcher,
                            InstantSource.system(),
                            RunObserver.NONE)
                    .run(BenchmarkTest.header(attempt));
        }
        return History.read(directory).trials().stream()
                .map(trial -> trial.start().hyperparameters())
                .toList();
    }

    private RunDirectory directory(String name) throws IOException {
        return RunDirectory.of(path.resolve(name).toString(), new Configuration());
    }

    private static HyperparameterSearcher tpe() throws Exception {
        return settings("search.hyperparameters.tpe.startup-trials=10");
    }

    private static HyperparameterSearcher settings(String set) throws Exception {
        Settings settings = new SettingsLoader(null)
                .load(
                        null,
                        List.of(
                                "training.learning-rate=0.05",
                                "training.batch-size=32",
                                "search.hyperparameters.learning-rate={min = 0.001, max = 1}",
                                set));
        return Searches.hyperparameters(settings.search(), settings.training());
    }
}

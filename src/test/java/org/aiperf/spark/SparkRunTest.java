// SPDX-License-Identifier: Apache-2.0
package org.aiperf.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.aiperf.benchmark.Ending;
import org.aiperf.benchmark.Ending.Kind;
import org.aiperf.benchmark.RunObserver;
import org.aiperf.config.Settings;
import org.aiperf.config.SettingsLoader;
import org.aiperf.history.History;
import org.aiperf.history.ModelStore;
import org.aiperf.history.RunDirectory;
import org.aiperf.history.RunLog;
import org.aiperf.history.TrialEnded;
import org.aiperf.history.TrialEnded.State;
import org.aiperf.history.TrialHistory;
import org.aiperf.report.SlotUse;
import org.aiperf.unit.Definition;
import org.aiperf.unit.Operations;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whole runs on a Spark of this JVM. */
class SparkRunTest {

    private final Path path;

    SparkRunTest(@TempDir Path path) {
        this.path = path;
    }

    @Test
    void trainsOnTheImagesThatShipWithTheProject() throws Exception {
        Settings settings = settings(
                "run.trials=4",
                "run.concurrency=2",
                "run.progress-interval=0.2 s",
                "data.train-limit=640",
                "data.validation-limit=200",
                "search.seed-networks=[\"resnet-8-strided\"]",
                "training.learning-rate=0.05",
                "training.epochs.scale=0.01");
        List<Operations> live = new ArrayList<>();
        Ending ending =
                run(settings, new ImageWorkload(settings), Optional.empty(), (history, work) -> () -> live.add(work));

        assertThat(ending.kind()).isEqualTo(Kind.COMPLETE);
        History history = history();
        assertThat(history.trials()).hasSize(4).allMatch(t -> t.epochs().size() == 1);
        assertThat(history.trials()).allMatch(t -> t.epochs().get(0).imagesTrained() == 640);
        assertThat(history.trials()).allMatch(t -> t.epochs().get(0).imagesValidated() == 200);
        assertThat(history.trials()).extracting(t -> t.start().networkHash()).doesNotHaveDuplicates();
        assertThat(history.trials()).extracting(t -> t.start().slot()).contains("driver/0", "driver/1");
        assertThat(history.trials()).anyMatch(t -> t.accuracy().orElse(0) > 0.2);
        assertThat(history.trials().get(3).start().search().prepared()).isTrue();
        assertThat(history.scoreboard(Definition.FIXED).latest()).isPresent();
        assertThat(history.scoreboard(Definition.V1).latest()).isPresent();
        assertThat(new ModelStore(RunDirectory.of(location()))
                        .load("000002")
                        .network()
                        .network())
                .isEqualTo(history.trials().stream()
                        .filter(t -> t.start().trial().equals("000002"))
                        .findFirst()
                        .orElseThrow()
                        .start()
                        .network()
                        .unpack());
        assertThat(live.get(live.size() - 1).count()).isPositive();
    }

    @Test
    void keepsEverySlotBusyAlthoughTrialsDiffer() throws Exception {
        Settings settings = settings(
                "run.trials=72", "search.strategy=evolution", "run.concurrency=6", "training.epochs.scale=0.01");
        run(settings, new SleepingWorkload(settings, Duration.ofMillis(300), 0.5), Optional.empty(), RunObserver.NONE);

        SlotUse use = SlotUse.of(history());
        assertThat(history().trials()).hasSize(72);
        assertThat(history().trials()).extracting(t -> t.start().networkHash()).doesNotHaveDuplicates();
        // More observations than one chunk holds have reached the last search.
        assertThat(history().trials().get(71).start().search().historySize()
                        + history().trials().get(71).start().search().staleness())
                .isGreaterThan(64);
        assertThat(use.slots()).isEqualTo(6);
        // Behind a barrier none would begin before its round; how busy slots are is for the benchmark of it to tell.
        List<TrialHistory> trials = history().trials();
        assertThat(trials)
                .filteredOn(trial -> trials.stream().anyMatch(other -> isOvertakenBy(other, trial)))
                .hasSizeGreaterThan(36);
    }

    /** Whether one still ran when another one of a later round began. */
    private static boolean isOvertakenBy(TrialHistory trial, TrialHistory later) {
        return trial.start().round() < later.start().round()
                && Objects.requireNonNull(trial.end()).time() > later.start().time();
    }

    @Test
    void goesOnWithARunThatWasStopped() throws Exception {
        Settings settings =
                settings("run.trials=200", "run.duration=6 s", "run.concurrency=2", "training.epochs.scale=100");
        SleepingWorkload work = new SleepingWorkload(settings, Duration.ofMillis(200), 0.5);
        Ending first = run(settings, work, Optional.empty(), RunObserver.NONE);
        History half = history();
        int finished = half.done();
        Settings more = settings("run.trials=" + (finished + 4), "run.concurrency=2", "training.epochs.scale=0.01");
        Ending second = run(
                more,
                new SleepingWorkload(more, Duration.ofMillis(200), 0.5),
                Optional.of(RunLog.read(RunDirectory.of(location()))),
                RunObserver.NONE);

        assertThat(first.reason()).contains("duration");
        assertThat(second.reason()).contains("number of trials");
        assertThat(half.trials())
                .filteredOn(t -> state(t.end()) == State.CUT)
                .isNotEmpty()
                .anyMatch(t -> !t.epochs().isEmpty());
        History whole = history();
        assertThat(whole.trials()).hasSize(half.trials().size() + 4);
        assertThat(whole.trials().subList(0, half.trials().size()))
                .extracting(TrialHistory::start, TrialHistory::epochs, TrialHistory::end)
                .containsExactlyElementsOf(half.trials().stream()
                        .map(t -> tuple(t.start(), t.epochs(), t.end()))
                        .toList());
        assertThat(whole.trials()).extracting(t -> t.start().networkHash()).doesNotHaveDuplicates();
        assertThat(whole.trials())
                .extracting(t -> t.start().search())
                .allMatch(
                        search -> search.cpuSeconds() > 0 && !search.distances().equals("none"))
                .allMatch(search -> search.prepared() == search.hiddenShare() > 0)
                .anyMatch(search -> search.hiddenShare() > 0.5);
    }

    @Test
    void saysBeforeAnythingStartsThatTheDataIsMissing() throws Exception {
        Settings settings = settings("data.location=" + path.resolve("nowhere"));
        assertThatThrownBy(() -> run(settings, new ImageWorkload(settings), Optional.empty(), RunObserver.NONE))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("nowhere");
        assertThat(RunDirectory.of(location()).exists()).isFalse();
    }

    private Ending run(Settings settings, Workload workload, Optional<RunLog> earlier, RunObserver observer)
            throws IOException, InterruptedException {
        AtomicReference<String> started = new AtomicReference<>();
        Ending ending = new SparkRun(settings, workload, location(), earlier, "test")
                .run(header -> started.set(header.system().get("data")), observer, (history, directory, head) -> {});
        assertThat(started.get()).isNotEmpty();
        return ending;
    }

    private History history() throws IOException {
        return History.read(RunDirectory.of(location()));
    }

    private String location() {
        return path.resolve("run").toString();
    }

    private Settings settings(String... sets) throws Exception {
        List<String> all = new ArrayList<>(List.of(sets));
        all.add("data.cache-directory=" + path.resolve("cache"));
        return new SettingsLoader(null).load(null, all);
    }

    private static State state(@org.jspecify.annotations.Nullable TrialEnded end) {
        return Objects.requireNonNull(end).state();
    }
}

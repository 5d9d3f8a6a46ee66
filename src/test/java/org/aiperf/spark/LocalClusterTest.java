// SPDX-License-Identifier: Apache-2.0
package org.aiperf.spark;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.aiperf.benchmark.Ending;
import org.aiperf.benchmark.Ending.Kind;
import org.aiperf.benchmark.RunObserver;
import org.aiperf.config.Settings;
import org.aiperf.config.SettingsLoader;
import org.aiperf.history.History;
import org.aiperf.history.RunDirectory;
import org.aiperf.history.TrialEnded;
import org.aiperf.history.TrialEnded.State;
import org.aiperf.history.TrialHistory;
import org.aiperf.network.Network;
import org.aiperf.network.Weights;
import org.aiperf.simulation.NoImages;
import org.aiperf.simulation.SleepingTrainer;
import org.aiperf.training.Trainer;
import org.aiperf.training.TrainingPlan;
import org.aiperf.training.TrainingSession;
import org.aiperf.training.TrainingUnavailableException;
import org.aiperf.unit.Precision;
import org.apache.spark.SparkEnv;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs on two executors, processes of their own, with two GPUs each that only a discovery script knows of. */
class LocalClusterTest {

    private final Path path;
    private final Map<String, String> before = new HashMap<>();

    LocalClusterTest(@TempDir Path path) {
        this.path = path;
    }

    @BeforeEach
    void describeTheCluster() throws Exception {
        // All that Spark looks for there, with the libraries on a class path of their own, is that it exists.
        Files.createDirectories(Path.of(System.getenv("SPARK_HOME"), "jars"));
        Path script = path.resolve("gpus.sh");
        Files.writeString(
                script,
                "#!/bin/sh\nAIPERF_GPUS=0,1 exec '%s'\n"
                        .formatted(Path.of("submit/get-gpus.sh").toAbsolutePath()));
        Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwxr-xr-x"));
        set("spark.master", "local-cluster[2,2,1024]");
        set("spark.worker.resource.gpu.amount", "2");
        set("spark.worker.resource.gpu.discoveryScript", script.toString());
        set("spark.executor.resource.gpu.amount", "2");
        set("spark.executor.memory", "512m");
        set(
                "spark.executor.extraClassPath",
                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")));
        set("spark.executor.extraJavaOptions", "-XX:+UseSerialGC --add-modules=jdk.incubator.vector");
        set("spark.ui.enabled", "false");
    }

    @AfterEach
    void forgetTheCluster() {
        before.forEach((key, value) -> {
            if (value.isEmpty()) {
                System.clearProperty(key);
            } else {
                System.setProperty(key, value);
            }
        });
    }

    private void set(String key, String value) {
        before.putIfAbsent(key, System.getProperty(key, ""));
        System.setProperty(key, value);
    }

    @Test
    void trialsOfAnExecutorHaveDifferentGpus() throws Exception {
        set("spark.task.resource.gpu.amount", "1");
        Settings settings = settings("run.trials=12");
        List<TrialHistory> trials = run(settings, new SleepingWorkload(settings, Duration.ofMillis(500), 0.5));

        assertThat(trials).hasSize(12).allMatch(trial -> trial.start().gpus().size() == 1);
        assertThat(trials)
                .extracting(trial -> executor(trial) + " " + trial.start().gpus())
                .contains("0 [0]", "0 [1]", "1 [0]", "1 [1]");
        assertThat(trials).allSatisfy(trial -> assertThat(trials)
                .filteredOn(other -> !other.equals(trial)
                        && overlap(trial, other)
                        && executor(trial).equals(executor(other)))
                .noneMatch(other -> other.start().gpus().equals(trial.start().gpus())));
    }

    /** An executor on which no trial can work, and a trial that hangs: the run loses neither its other trials nor its pace. */
    @Test
    void aBrokenExecutorAndAHangingTrialCostNoOtherTrial() throws Exception {
        set("spark.task.resource.gpu.amount", "2");
        set("spark.task.cpus", "2");
        Settings settings = settings("run.trials=8", "run.trial-timeout=6 s", "run.progress-interval=0.2 s");
        List<TrialHistory> trials = run(settings, new TroubledWorkload(settings));

        assertThat(trials).allMatch(trial -> trial.start().gpus().equals(List.of(0, 1)));
        assertThat(trials)
                .filteredOn(trial -> end(trial).state() == State.FINISHED)
                .hasSize(8);
        List<TrialHistory> cut =
                trials.stream().filter(trial -> end(trial).state() == State.CUT).toList();
        assertThat(cut)
                .filteredOn(trial -> executor(trial).equals("0"))
                .isNotEmpty()
                // Five in a round, and three rounds that overlap: where each is slow, all of them come.
                .hasSizeLessThanOrEqualTo(15)
                .allMatch(trial -> end(trial).reason().contains("cannot train: no GPU answers"));
        assertThat(cut)
                .filteredOn(trial -> !executor(trial).equals("0"))
                .singleElement()
                .extracting(trial -> end(trial).reason())
                .asString()
                .contains("No progress");
    }

    /** A worker with one GPU never starts an executor that asks for two. */
    @Test
    void anExecutorThatDoesNotComeIsNotWaitedForEndlessly() throws Exception {
        set("spark.worker.resource.gpu.amount", "1");
        set("spark.task.resource.gpu.amount", "2");
        set("spark.task.cpus", "2");
        Settings settings = settings("run.executor-wait=1 s");
        SparkRun run = new SparkRun(
                settings,
                new SleepingWorkload(settings, Duration.ofMillis(1), 0),
                path.resolve("run").toString(),
                Optional.empty(),
                "test");

        Ending ending = run.run(
                header -> {
                    throw new AssertionError("Its time must not begin");
                },
                RunObserver.NONE,
                (history, directory, head) -> {});

        assertThat(ending.kind()).isEqualTo(Kind.BROKEN);
        assertThat(ending.reason())
                .startsWith("No executor came within 1 s (aiperf.run.executor-wait)")
                .contains("look at the pages of the master and its workers");
        assertThat(path.resolve("run")).doesNotExist();
    }

    private List<TrialHistory> run(Settings settings, Workload workload) throws Exception {
        String location = path.resolve("run").toString();
        assertThat(new SparkRun(settings, workload, location, Optional.empty(), "test")
                        .run(header -> {}, RunObserver.NONE, (history, directory, head) -> {})
                        .kind())
                .isEqualTo(Kind.COMPLETE);
        return History.read(RunDirectory.of(location, SparkApplication.hadoopConfiguration()))
                .trials();
    }

    private static Settings settings(String... sets) throws Exception {
        List<String> all = new ArrayList<>(List.of(sets));
        all.addAll(List.of(
                "search.strategy=evolution", "search.hyperparameters.strategy=fixed", "training.epochs.scale=0.01"));
        return new SettingsLoader(null).load(null, all);
    }

    private static String executor(TrialHistory trial) {
        String slot = trial.start().slot();
        return slot.substring(0, slot.indexOf('/'));
    }

    /** Whether two trials ran at once for longer than a message may take to the driver, whose clock dates them. */
    private static boolean overlap(TrialHistory one, TrialHistory other) {
        return Math.min(end(one).time(), end(other).time())
                        - Math.max(one.start().time(), other.start().time())
                > 200;
    }

    private static TrialEnded end(TrialHistory trial) {
        return Objects.requireNonNull(trial.end());
    }

    private record TroubledWorkload(Settings settings) implements Workload {

        @Override
        public String check() {
            return "trouble";
        }

        @Override
        public Optional<String> gpuProblem(int perTrial) {
            return Optional.empty();
        }

        @Override
        public TrialFactory trials(String runDirectory) {
            ExecutorTrials trials = new ExecutorTrials(settings.render(), runDirectory);
            return (hadoop, executor, cpus) ->
                    trials.open(hadoop, executor, cpus, new NoImages(), new TroubledTrainer());
        }
    }

    /** Cannot train on the first executor; elsewhere hangs once in each process and then sleeps as it should. */
    private static final class TroubledTrainer implements Trainer {

        private final SleepingTrainer sleeping = new SleepingTrainer(Duration.ofMillis(500), 0.5);
        private final AtomicBoolean hung = new AtomicBoolean();

        @Override
        public String backend() {
            return "trouble";
        }

        @Override
        public List<Precision> precisions() {
            return sleeping.precisions();
        }

        @Override
        public TrainingSession start(Network network, Weights weights, TrainingPlan plan) {
            String executor = SparkEnv.get().executorId();
            if (executor.equals("0")) {
                throw new TrainingUnavailableException("no GPU answers", null);
            }
            if (executor.equals("1") && hung.compareAndSet(false, true)) {
                hang();
            }
            return sleeping.start(network, weights, plan);
        }

        private static void hang() {
            try {
                new CountDownLatch(1).await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}

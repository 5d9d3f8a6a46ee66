// SPDX-License-Identifier: Apache-2.0
package org.aiperf.cluster;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Percentage.withPercentage;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.aiperf.history.History;
import org.aiperf.history.RunDirectory;
import org.aiperf.history.RunStopped;
import org.aiperf.history.TrialEnded;
import org.aiperf.history.TrialHistory;
import org.aiperf.unit.Operations;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A master and two workers with two GPUs each, which a script pretends, as five processes that authenticate each other
 * and encrypt what they say.
 */
@Tag("standalone")
@TestInstance(Lifecycle.PER_CLASS)
class StandaloneIT {

    private static final String SECRET = "open-sesame";
    private static final int TRIALS = 6;

    private final Path directory;
    private final Installation installation;
    private final List<Program> workers = new ArrayList<>();
    private final Program master;
    private String url = "";

    StandaloneIT(@TempDir Path directory) throws IOException {
        this.directory = directory;
        installation = Installation.in(
                directory,
                List.of(
                        "spark.authenticate true",
                        "spark.authenticate.secret " + SECRET,
                        "spark.network.crypto.enabled true",
                        "spark.hadoop.fs.s3a.secret.key " + SECRET));
        master = installation.daemon(
                Map.of(),
                "org.apache.spark.deploy.master.Master",
                "--host",
                "127.0.0.1",
                "--port",
                "0",
                "--webui-port",
                "0");
    }

    @BeforeAll
    void startWorkers() throws IOException, InterruptedException {
        url = master.await("Starting Spark master at (\\S+)").group(1);
        String script = Path.of("submit/get-gpus.sh").toAbsolutePath().toString();
        for (String gpus : List.of("0,1", "2,3")) {
            workers.add(installation.daemon(
                    Map.of(
                            "AIPERF_GPUS",
                            gpus,
                            "SPARK_WORKER_OPTS",
                            "-Dspark.worker.resource.gpu.amount=2 -Dspark.worker.resource.gpu.discoveryScript="
                                    + script),
                    "org.apache.spark.deploy.worker.Worker",
                    "--host",
                    "127.0.0.1",
                    "--cores",
                    "2",
                    "--memory",
                    "2g",
                    "--webui-port",
                    "0",
                    "--work-dir",
                    directory.resolve("worker-" + gpus).toString(),
                    url));
        }
        for (Program worker : workers) {
            worker.await("Successfully registered with master");
        }
    }

    @AfterAll
    void stop() throws InterruptedException {
        for (Program worker : workers) {
            worker.close();
        }
        master.close();
    }

    @Test
    void aRunOutlivesItsExecutorsAndItsDriver() throws Exception {
        RunDirectory run = RunDirectory.of(directory.resolve("runs/run").toString());
        Program first = submit(
                0,
                1,
                "run",
                "--config",
                "smoke",
                "--set",
                "run.directory=" + directory.resolve("runs"),
                "--set",
                "run.name=run",
                "--set",
                "run.trials=" + TRIALS,
                "--set",
                "run.duration=5 m",
                "--set",
                "run.progress-interval=0.2 s",
                "--set",
                "data.train-limit=300");
        first.await("trials: [1-9] of .* [1-9] running");
        Account beforeExecutor = Account.of(run);
        ProcessHandle executor = randomExecutor();
        executor.destroyForcibly();
        first.await("trials: [3-9] of .* [1-9] running");
        Account.of(run).assertNothingLostSince(beforeExecutor, "An executor was killed");

        first.kill();
        Account beforeDriver = Account.of(run);
        Program second = submit(0, 1, "run", "--resume", run.location()).awaitEnd(0);

        Account whole = Account.of(run);
        whole.assertNothingLostSince(beforeDriver, "The driver was killed");
        History history = History.read(run);
        assertThat(whole.finished()).hasSize(TRIALS);
        assertThat(history.attempts()).hasSize(2);
        assertThat(history.stop()).map(RunStopped::complete).contains(true);
        double scored =
                history.scoreboard("fixed").latest().orElseThrow().total().count();
        assertThat(scored).isCloseTo(whole.operations(), withPercentage(1e-9));
        assertThat(second.output())
                .contains("resumed: attempt 2")
                .contains("│ Operations       " + new Operations(whole.operations()));
        assertNoSecret(first.output() + second.output());
    }

    /** Two executors with two GPUs each. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void trialsThatRunAtOnceHaveGpusOfTheirOwn(int gpusPerTrial) throws Exception {
        Path kept = directory.resolve("runs/gpus-" + gpusPerTrial);
        int atOnce = 4 / gpusPerTrial;
        Program bench = submit(
                        2,
                        gpusPerTrial,
                        "bench",
                        "scheduling",
                        "--slots",
                        Integer.toString(atOnce),
                        "--trials",
                        Integer.toString(3 * atOnce),
                        "--seconds",
                        "0.5",
                        "--keep",
                        kept.toString())
                .awaitEnd(0);

        History history = History.read(RunDirectory.of(kept.toString()));
        assertThat(history.latestAttempt().system()).containsEntry("slots", Integer.toString(atOnce));
        assertThat(history.trials()).hasSize(3 * atOnce);
        int most = 0;
        for (TrialHistory trial : history.trials()) {
            List<Integer> gpus = history.trials().stream()
                    .filter(other -> runs(other, trial.start().time()))
                    .flatMap(other -> other.start().gpus().stream())
                    .toList();
            assertThat(gpus).as("in use at once").doesNotHaveDuplicates().allMatch(gpu -> gpu >= 0 && gpu < 4);
            assertThat(trial.start().gpus()).hasSize(gpusPerTrial);
            most = Math.max(most, gpus.size());
        }
        assertThat(most).as("GPUs in use at once").isEqualTo(4);
        assertNoSecret(bench.output());
    }

    private static boolean runs(TrialHistory trial, long time) {
        TrialEnded end = trial.end();
        return trial.start().time() <= time && end != null && time < end.time();
    }

    private Program submit(int gpus, int gpusPerTrial, String... words) throws IOException {
        List<String> all = new ArrayList<>(List.of(
                "--master",
                url,
                "--gpus",
                Integer.toString(gpus),
                "--gpus-per-trial",
                Integer.toString(gpusPerTrial),
                "--cpus-per-trial",
                "1",
                "--executor-memory",
                "512m",
                "--native-memory",
                "800m",
                "--driver-memory",
                "512m"));
        all.addAll(Arrays.asList(words));
        return installation.submit(Map.of(), "standalone.sh", all);
    }

    private ProcessHandle randomExecutor() {
        List<ProcessHandle> executors = workers.stream()
                .flatMap(
                        worker -> worker.descendants("org.apache.spark.executor.CoarseGrainedExecutorBackend").stream())
                .toList();
        assertThat(executors).hasSize(2);
        return executors.get(new Random(20).nextInt(executors.size()));
    }

    private void assertNoSecret(String output) throws IOException {
        assertThat(output).doesNotContain(SECRET);
        try (Stream<Path> files = Files.walk(directory.resolve("runs"))) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                assertThat(new String(Files.readAllBytes(file), ISO_8859_1))
                        .as(file.toString())
                        .doesNotContain(SECRET);
            }
        }
    }
}

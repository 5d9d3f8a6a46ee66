// SPDX-License-Identifier: Apache-2.0
package org.aiperf.cluster;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Percentage.withPercentage;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.aiperf.history.History;
import org.aiperf.history.RunDirectory;
import org.aiperf.history.RunStopped;
import org.aiperf.history.TrialEnded;
import org.aiperf.history.TrialHistory;
import org.aiperf.unit.Definition;
import org.aiperf.unit.Operations;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.hdfs.MiniDFSCluster;
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
 * A master and two workers with two GPUs each, which a script pretends, as processes that authenticate each other and
 * encrypt what they say; histories and models on HDFS with two datanodes.
 */
@Tag("standalone")
@TestInstance(Lifecycle.PER_CLASS)
class StandaloneIT {

    private static final String SECRET = "open-sesame";
    private static final int TRIALS = 60;

    private final Path directory;
    private final Installation installation;
    private final List<Program> workers = new ArrayList<>();
    private final Program master;
    private final MiniDFSCluster hdfs;
    private final Random random = new Random(20);
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
        hdfs = new MiniDFSCluster.Builder(
                        new Configuration(), directory.resolve("hdfs").toFile())
                .numDataNodes(2)
                .build();
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
        workers.add(worker("0,1", "first"));
        workers.add(worker("2,3", "second"));
    }

    private Program worker(String gpus, String name) throws IOException, InterruptedException {
        String script = Path.of("submit/get-gpus.sh").toAbsolutePath().toString();
        Program worker = installation.daemon(
                Map.of(
                        "AIPERF_GPUS",
                        gpus,
                        "SPARK_WORKER_OPTS",
                        "-Dspark.worker.resource.gpu.amount=2 -Dspark.worker.resource.gpu.discoveryScript=" + script),
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
                directory.resolve("worker-" + name).toString(),
                url);
        worker.await("Successfully registered with master");
        return worker;
    }

    @AfterAll
    void stop() throws InterruptedException {
        for (Program worker : workers) {
            worker.close();
        }
        master.close();
        hdfs.shutdown(true);
    }

    /** On two executors, with a fault after every tenth trial: nothing that was done is lost, and nothing counts twice. */
    @Test
    void sixtyTrialsOutliveWhateverRunsAndKeepsThem() throws Exception {
        RunDirectory run = RunDirectory.of(hdfs.getURI() + "/runs/run");
        Map<String, Account> faults = new LinkedHashMap<>();
        Program first = submit(
                0,
                1,
                "run",
                "--config",
                "smoke",
                "--set",
                "run.directory=" + hdfs.getURI() + "/runs",
                "--set",
                "run.name=run",
                "--set",
                "run.trials=" + TRIALS,
                "--set",
                "run.duration=1 h",
                "--set",
                "run.progress-interval=0.2 s",
                "--set",
                "data.train-limit=100",
                "--set",
                "data.validation-limit=100");
        fault(faults, first, run, 1, "An executor was killed", () -> randomExecutor()
                .destroyForcibly());
        fault(faults, first, run, 2, "The NameNode was started anew", () -> hdfs.restartNameNode(true));
        fault(faults, first, run, 3, "A worker was killed with its executor", this::replaceAWorker);
        fault(faults, first, run, 4, "The driver was killed", first::kill);
        Program second = submit(0, 1, "run", "--resume", run.location());
        fault(faults, second, run, 5, "A datanode was killed", () -> hdfs.stopDataNode(0));
        second.awaitEnd(0);

        Account whole = Account.of(run);
        faults.forEach((name, before) -> whole.assertNothingLostSince(before, name));
        History history = History.read(run);
        assertThat(whole.finished()).hasSize(TRIALS);
        assertThat(history.attempts()).hasSize(2);
        assertThat(history.stop()).map(RunStopped::complete).contains(true);
        double scored = history.scoreboard(Definition.FIXED)
                .latest()
                .orElseThrow()
                .total()
                .count();
        assertThat(scored).isCloseTo(whole.operations(), withPercentage(1e-9));
        assertThat(second.output())
                .contains("resumed: attempt 2")
                .contains("│ Operations       " + new Operations(whole.operations()));
        assertNoSecret(first.output() + second.output());
    }

    @FunctionalInterface
    private interface Fault {
        void happen() throws Exception;
    }

    /** Waits until some tens of trials are there; then it happens. What had been done by then has to be there at the end. */
    private static void fault(
            Map<String, Account> faults, Program driver, RunDirectory run, int tens, String name, Fault fault)
            throws Exception {
        driver.await("trials: [%d-9]\\d of".formatted(tens));
        fault.happen();
        faults.put(name, Account.of(run));
    }

    private void replaceAWorker() throws IOException, InterruptedException {
        workers.remove(0).close();
        workers.add(worker("0,1", "another"));
    }

    /** Two executors with two GPUs each. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void trialsThatRunAtOnceHaveGpusOfTheirOwn(int gpusPerTrial) throws Exception {
        String kept = hdfs.getURI() + "/runs/gpus-" + gpusPerTrial;
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
                        kept)
                .awaitEnd(0);

        History history = History.read(RunDirectory.of(kept));
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
        return executors.get(random.nextInt(executors.size()));
    }

    private void assertNoSecret(String output) throws IOException {
        assertThat(output).doesNotContain(SECRET);
        FileSystem files = hdfs.getFileSystem();
        var all = files.listFiles(new org.apache.hadoop.fs.Path("/"), true);
        while (all.hasNext()) {
            var file = all.next().getPath();
            try (var in = files.open(file)) {
                assertThat(new String(in.readAllBytes(), ISO_8859_1))
                        .as(file.toString())
                        .doesNotContain(SECRET);
            }
        }
    }
}

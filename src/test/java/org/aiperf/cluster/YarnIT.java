// SPDX-License-Identifier: Apache-2.0
package org.aiperf.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.aiperf.history.History;
import org.aiperf.history.RunDirectory;
import org.aiperf.history.RunStarted;
import org.aiperf.history.RunStopped;
import org.apache.hadoop.fs.FileStatus;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;

/** The driver and two executors in containers of YARN, libraries, run and report on HDFS. */
@Tag("yarn")
@TestInstance(Lifecycle.PER_CLASS)
class YarnIT {

    private static final int TRIALS = 5;
    private static final String MASTER = "org.apache.spark.deploy.yarn.ApplicationMaster";

    private final Path directory;
    private final YarnCluster cluster;

    YarnIT(@TempDir Path directory) throws Exception {
        this.directory = directory;
        cluster = new YarnCluster(directory);
    }

    @AfterAll
    void stop() throws IOException {
        cluster.close();
    }

    /** The run has no name: its second driver has to find it all the same. */
    @Test
    void theNextDriverGoesOnByItself() throws Exception {
        Installation installation = Installation.in(directory, List.of("spark.yarn.report.interval 200ms"));
        try (Program submit = installation.submit(
                Map.of("HADOOP_CONF_DIR", cluster.settings().toString()),
                "yarn.sh",
                List.of(
                        "--deploy-mode",
                        "cluster",
                        "--executors",
                        "2",
                        "--gpus",
                        "0",
                        "--cpus-per-trial",
                        "1",
                        "--executor-memory",
                        "512m",
                        "--native-memory",
                        "800m",
                        "--driver-memory",
                        "512m",
                        "--conf",
                        "spark.yarn.jars=local:" + installation.spark() + "/jars/*",
                        "--libraries",
                        cluster.uri("/aiperf"),
                        "run",
                        "--config",
                        "smoke",
                        "--set",
                        "run.directory=" + cluster.uri("/runs"),
                        "--set",
                        "run.trials=" + TRIALS,
                        "--set",
                        "run.duration=1 h",
                        "--set",
                        "data.train-limit=300"))) {
            String application =
                    submit.await("Submitted application (application_\\w+)").group(1);
            RunDirectory run = RunDirectory.of(cluster.uri("/runs/" + application));
            Account before = firstFinished(run, submit);
            List<ProcessHandle> masters = Program.descendants(ProcessHandle.current(), MASTER);
            assertThat(masters).hasSize(1);
            masters.get(0).destroyForcibly();
            submit.awaitEnd(0);

            Account whole = Account.of(run);
            whole.assertNothingLostSince(before, "The application master was killed");
            History history = History.read(run);
            assertThat(whole.finished()).hasSize(TRIALS);
            assertThat(history.attempts()).extracting(RunStarted::attempt).containsExactly(1, 2);
            assertThat(history.attempts())
                    .allMatch(attempt -> attempt.application().equals(Optional.of(application)));
            assertThat(history.stop()).map(RunStopped::complete).contains(true);
            assertThat(cluster.files().exists(new org.apache.hadoop.fs.Path(run.location(), "report.html")))
                    .isTrue();
            assertThat(cluster.files().listStatus(new org.apache.hadoop.fs.Path("/runs")))
                    .as("one run")
                    .hasSize(1);
            assertThat(cluster.files().listStatus(new org.apache.hadoop.fs.Path("/aiperf")))
                    .extracting(FileStatus::getPath)
                    .singleElement()
                    .asString()
                    .contains("/aiperf/aiperf-libraries-");
        }
    }

    /** Looks at the log, which is on HDFS, until it tells of a finished trial. */
    private static Account firstFinished(RunDirectory run, Program submit) throws IOException, InterruptedException {
        long deadline = System.nanoTime() + Program.PATIENCE.toNanos();
        while (System.nanoTime() < deadline && submit.isAlive()) {
            if (run.exists()) {
                Account account = Account.of(run);
                if (!account.finished().isEmpty()) {
                    return account;
                }
            }
            Thread.sleep(200);
        }
        throw new AssertionError("No trial finished: " + submit.output());
    }
}

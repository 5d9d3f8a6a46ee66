// SPDX-License-Identifier: Apache-2.0
package org.aiperf.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.security.PrivilegedExceptionAction;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.aiperf.benchmark.Ending;
import org.aiperf.benchmark.Ending.Kind;
import org.aiperf.benchmark.RunObserver;
import org.aiperf.config.Settings;
import org.aiperf.config.SettingsLoader;
import org.aiperf.dataset.Dataset;
import org.aiperf.dataset.Datasets;
import org.aiperf.history.DriverLease;
import org.aiperf.history.History;
import org.aiperf.history.HistoryLog;
import org.aiperf.history.HistoryRecord;
import org.aiperf.history.RunDirectory;
import org.aiperf.history.SampleHistory;
import org.aiperf.image.ImageBatch;
import org.aiperf.image.ImageBatches;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.permission.FsPermission;
import org.apache.hadoop.hdfs.MiniDFSCluster;
import org.apache.hadoop.security.UserGroupInformation;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.MethodOrderer.OrderAnnotation;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/** Data and history on a real HDFS of two datanodes; in the last test one is killed, and the NameNode started anew. */
@TestInstance(Lifecycle.PER_CLASS)
@TestMethodOrder(OrderAnnotation.class)
class HdfsRunTest {

    private static final String DATA = "/data/fashion-mnist";

    private final java.nio.file.Path directory;
    private final MiniDFSCluster cluster;
    private final FileSystem files;

    HdfsRunTest(@TempDir java.nio.file.Path directory) throws IOException {
        this.directory = directory;
        Configuration configuration = new Configuration();
        configuration.set("dfs.replication", "2");
        // A run asks for it. Hadoop keeps a process's first connection to a file system, and here that is this one.
        configuration.set("dfs.client.retry.policy.enabled", "true");
        configuration.set("dfs.client.retry.policy.spec", "500,100");
        cluster = new MiniDFSCluster.Builder(
                        configuration, directory.resolve("dfs").toFile())
                .numDataNodes(2)
                .build();
        cluster.waitActive();
        files = cluster.getFileSystem();
        Path unpacked = new Path(unpacked().toUri());
        files.copyFromLocalFile(unpacked, new Path(DATA));
    }

    @AfterAll
    void shutDown() {
        cluster.shutdown(true);
    }

    @Test
    @Order(1)
    void imagesFromTheCacheAreThoseFromHdfs() throws IOException {
        java.nio.file.Path local = directory.resolve("local");
        long bytes = 64 << 20;
        int direct = hash(dataset(DATA));
        Dataset cached = new Datasets(new Configuration(), local, bytes).open(location(DATA));
        assertThat(hash(cached)).isEqualTo(direct);
        try (Stream<java.nio.file.Path> copies = Files.list(local.resolve("shards"))) {
            assertThat(copies.filter(copy -> copy.toString().endsWith(".tfrecord")))
                    .hasSize(4);
        }
        assertThat(hash(cached)).isEqualTo(direct);
    }

    @Test
    @Order(1)
    void whatIsWrongWithADataSetIsNamed() throws Exception {
        assertThatThrownBy(() -> dataset("/data/nowhere"))
                .isInstanceOf(IOException.class)
                .hasMessageContaining(location("/data/nowhere") + " does not exist; check the path");
        assertThatThrownBy(() -> new Datasets(new Configuration(), directory).open("hdfs://no.such.host.invalid/data"))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("no.such.host.invalid")
                .hasMessageContaining("check aiperf.data.location");

        Path broken = new Path("/data/broken");
        files.copyFromLocalFile(new Path(unpacked().toUri()), broken);
        Path shard = new Path(broken, "train-00002-of-00004.tfrecord");
        Dataset opened = dataset(broken.toString());
        files.delete(shard, false);
        assertThatThrownBy(() -> hash(opened))
                .isInstanceOf(IOException.class)
                .hasMessageContaining(shard + " is missing although dataset.json lists it; copy it there");
        assertThatThrownBy(() -> dataset(broken.toString()))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("lacks 1 of the shards")
                .hasMessageContaining(shard.getName());

        relabel(new Path(DATA), new Path(broken, "dataset.json"));
        files.copyFromLocalFile(new Path(unpacked().resolve(shard.getName()).toUri()), shard);
        assertThatThrownBy(() -> hash(dataset(broken.toString())))
                .isInstanceOf(IOException.class)
                .hasMessageContaining(location(broken.toString()))
                .hasMessageContaining("its label is 10, but dataset.json allows 0 to 9; correct labelBase");

        files.setPermission(broken, new FsPermission("700"));
        assertThatThrownBy(() -> asGuest(() -> dataset(broken.toString())))
                .isInstanceOf(IOException.class)
                .hasMessageContaining(location(broken.toString()))
                .hasMessageContaining("Permission denied: user=guest")
                .hasMessageContaining("ask its owner")
                .hasMessageNotContaining("\n");
    }

    @Test
    @Order(1)
    @SuppressWarnings("MustBeClosed")
    void whatAKilledDriverRecordedIsReadByTheNextOne() throws Exception {
        List<HistoryRecord> records = SampleHistory.records("run");
        // A driver that is killed closes nothing.
        HistoryLog killed = HistoryLog.create(elsewhere("/runs/killed"), 1);
        for (HistoryRecord record : records.subList(0, 20)) {
            killed.append(record);
        }
        RunDirectory run = elsewhere("/runs/killed");
        assertThat(run.nextAttempt()).isEqualTo(2);
        assertThatThrownBy(() -> asGuest(() -> DriverLease.take(elsewhere("/runs/killed"))))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("Permission denied");
        DriverLease.take(run).close();
        assertThatThrownBy(() -> killed.append(records.get(20)))
                .as("a driver that was not dead but slow")
                .isInstanceOf(IOException.class)
                .hasMessageContaining("Cannot write the history " + location("/runs/killed"))
                .hasMessageNotContaining("\n");
        History half = History.read(run);
        assertThat(half.lastTime()).isEqualTo(records.get(19).time());
        try (HistoryLog next = HistoryLog.create(run, 2)) {
            for (HistoryRecord record : records.subList(20, records.size())) {
                next.append(record);
            }
        }
        History whole = History.read(elsewhere("/runs/killed"));
        assertThat(whole.trials()).hasSize(12);
        assertThat(whole.lastTime()).isEqualTo(records.get(records.size() - 1).time());

        assertThatThrownBy(() -> asGuest(() -> HistoryLog.create(elsewhere("/runs/killed"), 3)))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("Cannot create the history " + location("/runs/killed"))
                .hasMessageContaining("Permission denied: user=guest")
                .hasMessageNotContaining("\n");
    }

    @Test
    @Order(1)
    void onAFullFileSystemNoRunBegins() throws Exception {
        files.mkdirs(new Path("/full"));
        cluster.getFileSystem().setQuota(new Path("/full"), 100, 1 << 20);
        Settings settings = new SettingsLoader(null).load(null, List.of("run.trials=3", "run.concurrency=2"));
        SleepingWorkload work = new SleepingWorkload(settings, Duration.ofMillis(10), 0.5);
        SparkRun run = new SparkRun(settings, work, location("/full/run"), Optional.empty(), "test");
        assertThatThrownBy(() -> run.run(header -> {}, RunObserver.NONE, (history, directory, head) -> {}))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("Cannot write " + location("/full/run"))
                .hasMessageContaining("quota")
                .hasMessageNotContaining("\n");
    }

    @Test
    @Order(2)
    void trainingGoesOnWhenADatanodeDiesAndTheNameNodeIsStartedAnew() throws Exception {
        Settings settings = new SettingsLoader(java.nio.file.Path.of("conf"))
                .load(
                        "smoke",
                        List.of(
                                "run.trials=6",
                                "run.duration=3 m",
                                "run.concurrency=2",
                                "run.progress-interval=0.1 s",
                                "data.location=" + location(DATA),
                                "data.cache-size=0",
                                "data.cache-directory=" + directory.resolve("local")));
        String location = location("/runs/survivor");
        AtomicBoolean killed = new AtomicBoolean();
        AtomicBoolean restarted = new AtomicBoolean();
        Ending ending = new SparkRun(settings, new ImageWorkload(settings), location, Optional.empty(), "test")
                .run(
                        header -> {},
                        (history, operations) -> {
                            int trials = history.trials().size();
                            return () -> {
                                if (trials > 0 && killed.compareAndSet(false, true)) {
                                    cluster.stopDataNode(0);
                                }
                                if (trials >= 4 && restarted.compareAndSet(false, true)) {
                                    restartNameNode();
                                }
                            };
                        },
                        (history, runDirectory, head) -> {});
        assertThat(killed).isTrue();
        assertThat(restarted).isTrue();
        assertThat(ending.kind()).isEqualTo(Kind.COMPLETE);
        History history = History.read(elsewhere("/runs/survivor"));
        assertThat(history.trials()).hasSize(6).allMatch(trial -> trial.epochs().size() == 1);
        assertThat(history.stop()).isPresent();
        assertThat(files.listStatus(new Path("/runs/survivor/models"))).hasSize(6);
    }

    private void restartNameNode() {
        try {
            cluster.restartNameNode(true);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The run's directory as another process would see it. */
    private RunDirectory elsewhere(String path) throws IOException {
        Configuration configuration = new Configuration();
        configuration.setBoolean("fs.hdfs.impl.disable.cache", true);
        return RunDirectory.of(location(path), configuration);
    }

    private Dataset dataset(String path) throws IOException {
        return new Datasets(new Configuration(), directory.resolve("unused")).open(location(path));
    }

    private String location(String path) {
        return cluster.getURI() + path;
    }

    private java.nio.file.Path unpacked() throws IOException {
        java.nio.file.Path parent = directory.resolve("unpacked");
        new Datasets(new Configuration(), parent).open("resource:fashion-mnist");
        try (Stream<java.nio.file.Path> sets = Files.list(parent)) {
            return sets.findFirst().orElseThrow();
        }
    }

    private void relabel(Path from, Path manifest) throws IOException {
        byte[] json;
        try (var in = files.open(new Path(from, "dataset.json"))) {
            json = in.readAllBytes();
        }
        try (var out = files.create(manifest, true)) {
            out.write(new String(json, StandardCharsets.UTF_8)
                    .replace("\"labelBase\" : 1", "\"labelBase\" : 0")
                    .getBytes(StandardCharsets.UTF_8));
        }
    }

    private static <T> T asGuest(PrivilegedExceptionAction<T> action) throws IOException, InterruptedException {
        return UserGroupInformation.createUserForTesting("guest", new String[] {"guests"})
                .doAs(action);
    }

    /** All images of one epoch and their order. */
    private static int hash(Dataset dataset) throws IOException {
        List<Integer> hashes = new ArrayList<>();
        try (ImageBatches pass = dataset.training(1000, 1, 0)) {
            for (ImageBatch batch = pass.next(); batch != null; batch = pass.next()) {
                hashes.add(Arrays.hashCode(batch.pixels()));
                hashes.add(Arrays.hashCode(batch.labels()));
            }
        }
        return hashes.hashCode();
    }
}

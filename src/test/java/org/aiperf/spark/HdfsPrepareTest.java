// SPDX-License-Identifier: Apache-2.0
package org.aiperf.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.security.PrivilegedExceptionAction;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.aiperf.dataset.DatasetManifest;
import org.aiperf.dataset.Datasets;
import org.aiperf.dataset.prepare.DatasetAdoption;
import org.aiperf.dataset.prepare.FolderSource;
import org.aiperf.dataset.prepare.ImageSource;
import org.aiperf.dataset.prepare.PrepareProgress;
import org.aiperf.dataset.prepare.PrepareReport;
import org.aiperf.dataset.prepare.PrepareRequest;
import org.aiperf.dataset.prepare.PrepareRequest.Completeness;
import org.aiperf.dataset.prepare.ShardCounts;
import org.aiperf.dataset.prepare.SplitRule;
import org.aiperf.dataset.prepare.SynthNet;
import org.aiperf.image.ImageBatches;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.FileUtil;
import org.apache.hadoop.fs.permission.FsPermission;
import org.apache.hadoop.hdfs.MiniDFSCluster;
import org.apache.hadoop.security.UserGroupInformation;
import org.apache.spark.SparkConf;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Preparation from and onto an HDFS of two data nodes. */
class HdfsPrepareTest {

    private final Path path;
    private final MiniDFSCluster cluster;
    private final FileSystem files;

    HdfsPrepareTest(@TempDir Path path) throws IOException {
        this.path = path;
        Configuration conf = new Configuration();
        conf.set("dfs.replication", "2");
        this.cluster = new MiniDFSCluster.Builder(conf, path.resolve("hdfs").toFile())
                .numDataNodes(2)
                .build();
        // Of its own: the job must not find one in Hadoop's cache that does not wait for name nodes.
        this.files = cluster.getNewFileSystemInstance(0);
    }

    @BeforeEach
    void fill() throws IOException {
        SampleSources.folders(path.resolve("photos"));
        FileUtil.copy(
                path.resolve("photos").toFile(),
                files,
                new org.apache.hadoop.fs.Path("/photos"),
                false,
                files.getConf());
    }

    @AfterEach
    void stop() {
        cluster.shutdown(true);
    }

    @Test
    void outlivesTheNameNodeAndSaysWhatIsWrong() throws Exception {
        ImageSource many = new SynthNet(3, 64, 64, 1200, 30, 0.3, 1);
        AtomicBoolean restarted = new AtomicBoolean();
        PrepareReport report = build(many, "/made", new ShardCounts(24, 1), progress -> {
            if (progress.done() > 0 && !restarted.getAndSet(true)) {
                restart();
            }
        });
        assertThat(restarted).isTrue();
        assertThat(report.written()).isEqualTo(25);
        assertThat(report.manifest().trainImages()).isEqualTo(1200);
        assertThat(build(many, "/made", new ShardCounts(24, 1), progress -> {}).written())
                .isZero();

        PrepareReport photos = build(
                new FolderSource(uri("/photos"), SplitRule.WORDS, ""),
                "/sample",
                new ShardCounts(2, 1),
                progress -> {});
        try (ImageBatches pass =
                new Datasets(files.getConf(), path).open(uri("/sample")).training(10, 1, 0)) {
            assertThat(pass.next()).isNotNull();
        }
        assertThat(files.getFileStatus(new org.apache.hadoop.fs.Path("/sample/train-00000-of-00002"))
                        .getReplication())
                .isEqualTo((short) 2);

        refusesWhatMayNotBeWritten();
        refusesWrongPlaces();
        findsMissingAndAlteredShards(photos.manifest());
    }

    private void refusesWhatMayNotBeWritten() throws Exception {
        var vault = new org.apache.hadoop.fs.Path("/vault");
        files.mkdirs(vault, new FsPermission("700"));
        UserGroupInformation stranger = UserGroupInformation.createRemoteUser("stranger");
        PrivilegedExceptionAction<PrepareReport> attempt = () -> build(
                new FolderSource(uri("/photos"), SplitRule.WORDS, ""),
                "/vault/out",
                new ShardCounts(1, 1),
                progress -> {});
        assertThatThrownBy(() -> stranger.doAs(attempt))
                .hasMessageContaining("Permission denied: user=stranger")
                .hasMessageContaining("choose another one");
        assertThat(files.listStatus(vault)).isEmpty();
    }

    private void refusesWrongPlaces() {
        assertThatThrownBy(() -> build(
                        new FolderSource(uri("/nowhere"), SplitRule.WORDS, ""),
                        "/new",
                        new ShardCounts(1, 1),
                        progress -> {}))
                .hasMessageContaining("/nowhere does not exist");
        assertThatThrownBy(() -> new SparkPrepare(spark(), progress -> {})
                        .build(request(
                                new FolderSource(uri("/photos"), SplitRule.WORDS, ""),
                                "hdfs://localhost:1/x",
                                new ShardCounts(1, 1))))
                .hasMessageContaining("The file system of hdfs://localhost:1/x cannot be reached");
    }

    private void findsMissingAndAlteredShards(DatasetManifest manifest) throws Exception {
        assertThat(adopt("/sample").manifest()).isEqualTo(manifest);
        var shard = new org.apache.hadoop.fs.Path("/sample/train-00001-of-00002");
        try (OutputStream out = files.append(shard)) {
            out.write(7);
        }
        assertThatThrownBy(() -> adopt("/sample"))
                .hasMessageContaining("train-00001-of-00002 is damaged: record 16")
                .hasMessageContaining("ends inside its length");
        files.delete(shard, false);
        assertThatThrownBy(() -> adopt("/sample")).hasMessageContaining("train-00001-of-00002 is missing");
        assertThatThrownBy(() -> new Datasets(files.getConf(), path).open(uri("/sample")))
                .hasMessageContaining("lacks 1 of the shards");
        assertThat(build(
                                new FolderSource(uri("/photos"), SplitRule.WORDS, ""),
                                "/sample",
                                new ShardCounts(2, 1),
                                progress -> {})
                        .written())
                .isEqualTo(1);
        assertThat(adopt("/sample").manifest()).isEqualTo(manifest);
    }

    private PrepareReport build(
            ImageSource source, String target, ShardCounts counts, Consumer<PrepareProgress> observer)
            throws IOException, InterruptedException {
        return new SparkPrepare(spark(), observer).build(request(source, uri(target), counts));
    }

    private PrepareReport adopt(String directory) throws IOException, InterruptedException {
        return new SparkPrepare(spark(), progress -> {})
                .adopt(new DatasetAdoption(
                        uri(directory),
                        "x",
                        List.of(),
                        SplitRule.WORDS,
                        OptionalInt.empty(),
                        3,
                        0,
                        Completeness.REQUIRED));
    }

    private static PrepareRequest request(ImageSource source, String target, ShardCounts counts) {
        return new PrepareRequest(source, target, "x", counts, 7, 3, 0, 0, 0, 0.01, Completeness.REQUIRED);
    }

    private static SparkConf spark() {
        return new SparkConf()
                .set("spark.master", "local[2,4]")
                .set("spark.hadoop.dfs.client.retry.policy.spec", "300,100")
                .set("spark.hadoop.dfs.replication", "2")
                .set("spark.hadoop.ipc.client.connect.max.retries", "1");
    }

    private String uri(String absolute) {
        return files.getUri() + absolute;
    }

    private void restart() {
        try {
            cluster.restartNameNode(true);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

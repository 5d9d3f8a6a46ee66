// SPDX-License-Identifier: Apache-2.0
package org.aiperf.dataset.prepare;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedInputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Optional;
import org.aiperf.dataset.ContentDigest;
import org.aiperf.dataset.DatasetManifest;
import org.aiperf.dataset.ImageExample;
import org.aiperf.dataset.ShardIndex;
import org.aiperf.dataset.TfRecordReader;
import org.aiperf.dataset.UnusableIndexException;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * The directory that a data set is made in: shards, {@code _index} with their indexes, {@code _manifest} with their reports
 * and the plan's fingerprint, and at last {@code dataset.json}. A file appears under its name when it is complete; of a shard
 * its report comes last. Tasks may work on different shards at once.
 *
 * @param files the file system
 * @param path the directory
 */
public record PreparedDirectory(FileSystem files, Path path) {

    private static final String MANIFESTS = "_manifest";
    private static final String PLAN = MANIFESTS + "/plan.json";
    private static final String TEMPORARY = "_temporary";

    private static final String VERSION_KEY = "formatVersion";
    private static final int VERSION = 1;
    private static final String FINGERPRINT = "fingerprint";
    private static final String DESCRIPTION = "description";

    private static final ObjectMapper JSON = new ObjectMapper();

    /**
     * Makes the directory this plan's: notes the fingerprint in a new one, compares it with that of one that was begun.
     *
     * @param description of the plan, for people
     * @throws IOException if the directory holds something else
     */
    public void claim(String fingerprint, String description) throws IOException {
        Optional<byte[]> earlier = read(PLAN);
        if (earlier.isPresent()) {
            compare(earlier.get(), fingerprint, description);
            files.delete(new Path(path, TEMPORARY), true);
            return;
        }
        if (files.exists(path) && files.listStatus(path).length > 0) {
            throw new IOException(
                    "%s is not empty and was not begun by this command; choose another directory by --out, or empty it"
                            .formatted(path));
        }
        files.mkdirs(path);
        String json = JSON.createObjectNode()
                .put(VERSION_KEY, VERSION)
                .put(FINGERPRINT, fingerprint)
                .put(DESCRIPTION, description)
                .toPrettyString();
        publish(PLAN, (json + "\n").getBytes(UTF_8));
    }

    private void compare(byte[] earlier, String fingerprint, String description) throws IOException {
        try {
            JsonNode plan = JSON.readTree(new String(earlier, UTF_8));
            if (!plan.path(FINGERPRINT).asText().equals(fingerprint)) {
                throw new IOException(
                        "%s holds another data set: %s. This command would make: %s. Choose another directory by --out, or delete that one"
                                .formatted(path, plan.path(DESCRIPTION).asText("unknown"), description));
            }
        } catch (JsonProcessingException e) {
            throw new IOException("%s/%s is damaged; delete the directory and start again".formatted(path, PLAN), e);
        }
    }

    /**
     * A shard that is in its place.
     *
     * @param report what happened to it
     * @param index where its records lie
     */
    record Finished(ShardReport report, ShardIndex index) {}

    /** The report of a shard, if it is finished and its file is as long as it should be. */
    public Optional<ShardReport> report(String shard) throws IOException {
        return finished(shard).map(Finished::report);
    }

    /** A shard with its index, if it is finished. */
    Optional<Finished> finished(String shard) throws IOException {
        Optional<byte[]> json = read(manifest(shard));
        if (json.isEmpty()) {
            return Optional.empty();
        }
        ShardReport report = ShardReport.parse(json.get(), new Path(path, manifest(shard)).toString());
        try {
            FileStatus status = files.getFileStatus(new Path(path, shard));
            ShardIndex index = index(shard);
            boolean whole = status.getLen() == report.bytes()
                    && index.shardBytes() == report.bytes()
                    && index.entries().size() == report.records();
            return whole ? Optional.of(new Finished(report, index)) : Optional.empty();
        } catch (UnusableIndexException e) {
            // Missing, of an earlier release, or damaged: the shard is made again with one that can be read.
            return Optional.empty();
        } catch (FileNotFoundException e) {
            return Optional.empty();
        }
    }

    /** The index of a shard that is finished. */
    public ShardIndex index(String shard) throws IOException {
        return ShardIndex.read(files, path, shard);
    }

    /** An image of a shard that is finished, as its record holds it. */
    ImageExample example(ContentDigest.Place place) throws IOException {
        Path shard = new Path(path, place.shard());
        try (TfRecordReader records =
                new TfRecordReader(new BufferedInputStream(files.open(shard)), shard.toString())) {
            byte[] record = records.next();
            for (int i = 1; i < place.record() && record != null; i++) {
                record = records.next();
            }
            return ImageExample.parse(record == null ? new byte[0] : record);
        }
    }

    /** Where an attempt of a task may write a shard; nobody else writes there. */
    Path temporary(String shard, long attempt) {
        return new Path(path, "%s/%s.%d".formatted(TEMPORARY, shard, attempt));
    }

    /** Publishes a shard that was written to a temporary place, its index, and last its report. */
    void commit(Path temporary, ShardIndex index, ShardReport report) throws IOException {
        files.delete(new Path(path, manifest(report.file())), false);
        rename(temporary, new Path(path, report.file()));
        record(index, report);
    }

    /** Publishes index and report of a shard that is in its place. */
    void record(ShardIndex index, ShardReport report) throws IOException {
        publish(ShardIndex.file(report.file()), index.toBytes());
        publish(manifest(report.file()), report.toJson());
    }

    /** Forgets that a shard was finished, so that it is made again. */
    public void reopen(ShardReport report) throws IOException {
        files.delete(new Path(path, manifest(report.file())), false);
    }

    /** The manifest of the data set, if it was finished. */
    public Optional<DatasetManifest> manifest() throws IOException {
        Optional<byte[]> json = read(DatasetManifest.FILE);
        return json.isEmpty()
                ? Optional.empty()
                : Optional.of(DatasetManifest.parse(
                        new String(json.get(), UTF_8), new Path(path, DatasetManifest.FILE).toString()));
    }

    /** Writes {@code dataset.json}, last, so that a directory that has one is complete. */
    public void finish(DatasetManifest manifest) throws IOException {
        publish(DatasetManifest.FILE, manifest.toJson().getBytes(UTF_8));
        files.delete(new Path(path, TEMPORARY), true);
    }

    private static String manifest(String shard) {
        return MANIFESTS + "/" + shard + ".json";
    }

    private Optional<byte[]> read(String file) throws IOException {
        try (FSDataInputStream in = files.open(new Path(path, file))) {
            return Optional.of(in.readAllBytes());
        } catch (FileNotFoundException e) {
            return Optional.empty();
        }
    }

    private void publish(String file, byte[] content) throws IOException {
        Path target = new Path(path, file);
        Path temporary = new Path(target.getParent(), "." + target.getName() + ".tmp");
        try (OutputStream out = files.create(temporary, true)) {
            out.write(content);
        }
        rename(temporary, target);
    }

    private void rename(Path from, Path to) throws IOException {
        files.delete(to, false);
        if (!files.rename(from, to)) {
            throw new IOException("Cannot rename %s to %s; start the same command again".formatted(from, to));
        }
    }
}

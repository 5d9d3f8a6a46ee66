// SPDX-License-Identifier: Apache-2.0
package org.aiperf.dataset;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * Writes the files of a data set into a directory of a Hadoop file system. A file appears under its name when it is
 * complete. Threads may write different files at once.
 *
 * @param files the file system
 * @param directory the data set's directory; made when needed
 */
record ShardWriter(FileSystem files, Path directory) {

    /**
     * A shard that was written.
     *
     * @param entry for the manifest
     * @param index what is beside it
     */
    public record Written(DatasetManifest.Shard entry, ShardIndex index) {}

    /**
     * Writes one shard and its index, replacing files of their names.
     *
     * @return its entry for the manifest
     */
    public Written write(String file, Iterable<ImageExample> examples) throws IOException {
        MessageDigest sha256 = Sha256.digest();
        Path partial = partial(file);
        IndexBuilder index = new IndexBuilder();
        OutputStream out = new BufferedOutputStream(new DigestOutputStream(files.create(partial), sha256), 1 << 16);
        try (TfRecordWriter writer = new TfRecordWriter(out)) {
            for (ImageExample example : examples) {
                byte[] record = example.toBytes();
                writer.write(record);
                index.add(record.length, example);
            }
        }
        publish(partial, file);
        write(ShardIndex.file(file), index.index().toBytes());
        return new Written(
                new DatasetManifest.Shard(file, index.records(), Sha256.text(sha256.digest())), index.index());
    }

    /** Writes {@code dataset.json}, last, so that a directory that has one is complete. */
    public void write(DatasetManifest manifest) throws IOException {
        write(DatasetManifest.FILE, manifest.toJson().getBytes(StandardCharsets.UTF_8));
    }

    private void write(String file, byte[] content) throws IOException {
        Path partial = partial(file);
        try (OutputStream out = files.create(partial)) {
            out.write(content);
        }
        publish(partial, file);
    }

    private Path partial(String file) {
        Path path = new Path(directory, file);
        return new Path(path.getParent(), "." + path.getName() + ".partial");
    }

    private void publish(Path partial, String file) throws IOException {
        Path target = new Path(directory, file);
        files.delete(target, false);
        if (!files.rename(partial, target)) {
            throw new IOException("Cannot rename %s to %s".formatted(partial, target));
        }
    }
}

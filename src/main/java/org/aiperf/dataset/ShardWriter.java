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
public record ShardWriter(FileSystem files, Path directory) {

    /** Writes one shard, replacing a file of its name, and returns its entry for the manifest. */
    public DatasetManifest.Shard write(String file, Iterable<ImageExample> examples) throws IOException {
        MessageDigest sha256 = Sha256.digest();
        Path partial = partial(file);
        int records = 0;
        OutputStream out = new BufferedOutputStream(new DigestOutputStream(files.create(partial), sha256), 1 << 16);
        try (TfRecordWriter writer = new TfRecordWriter(out)) {
            for (ImageExample example : examples) {
                writer.write(example.toBytes());
                records++;
            }
        }
        publish(partial, file);
        return new DatasetManifest.Shard(file, records, Sha256.text(sha256.digest()));
    }

    /** Writes {@code dataset.json}, last, so that a directory that has one is complete. */
    public void write(DatasetManifest manifest) throws IOException {
        Path partial = partial(DatasetManifest.FILE);
        try (OutputStream out = files.create(partial)) {
            out.write(manifest.toJson().getBytes(StandardCharsets.UTF_8));
        }
        publish(partial, DatasetManifest.FILE);
    }

    private Path partial(String file) {
        return new Path(directory, "." + file + ".partial");
    }

    private void publish(Path partial, String file) throws IOException {
        Path target = new Path(directory, file);
        files.delete(target, false);
        if (!files.rename(partial, target)) {
            throw new IOException("Cannot rename %s to %s".formatted(partial, target));
        }
    }
}

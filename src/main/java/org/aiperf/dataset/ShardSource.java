// SPDX-License-Identifier: Apache-2.0
package org.aiperf.dataset;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * Where a shard comes from.
 *
 * @param files the file system it is on
 * @param path the file
 * @param shard its place in the manifest
 * @param entry what the manifest says about it
 */
record ShardSource(FileSystem files, Path path, int shard, DatasetManifest.Shard entry) {

    long bytes() throws IOException {
        try {
            return files.getFileStatus(path).getLen();
        } catch (IOException e) {
            throw unreadable(e);
        }
    }

    InputStream open() throws IOException {
        try {
            return files.open(path);
        } catch (IOException e) {
            throw unreadable(e);
        }
    }

    /** Its records, straight from the file system. */
    ShardReader records() throws IOException {
        return records(open());
    }

    /** Its records, from bytes that are a copy of it. */
    ShardReader records(InputStream bytes) {
        return new ShardReader(bytes, path.toString(), shard, entry.records());
    }

    private IOException unreadable(IOException e) {
        return e instanceof FileNotFoundException
                ? new IOException(
                        "Shard %s is missing although %s lists it; copy it there or prepare the data set again"
                                .formatted(path, DatasetManifest.FILE),
                        e)
                : Refusal.of("Cannot read shard " + path, e);
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.aiperf.dataset;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.List;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * The shards of one half of a data set, training or validation. Thread-safe.
 *
 * @param files the file system they are on
 * @param directory the data set's directory
 * @param list the shards in the manifest's order
 */
record Shards(FileSystem files, Path directory, List<DatasetManifest.Shard> list) {

    int count() {
        return list.size();
    }

    ShardReader open(int shard) throws IOException {
        DatasetManifest.Shard entry = list.get(shard);
        Path path = new Path(directory, entry.file());
        try {
            return new ShardReader(files.open(path), path.toString(), shard, entry.records());
        } catch (FileNotFoundException e) {
            throw new IOException(
                    "Shard %s is missing although %s lists it; copy it there or prepare the data set again"
                            .formatted(path, DatasetManifest.FILE),
                    e);
        }
    }
}

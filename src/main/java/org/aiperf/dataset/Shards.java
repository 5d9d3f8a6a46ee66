// SPDX-License-Identifier: Apache-2.0
package org.aiperf.dataset;

import java.util.List;
import java.util.Optional;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * The shards of one split of a data set, training or validation. Thread-safe.
 *
 * @param files the file system they are on
 * @param directory the data set's directory
 * @param list the shards in the manifest's order
 * @param first compares the images with the data set's content
 * @param cache where this node keeps copies of them; empty if they are read where they are
 */
record Shards(
        FileSystem files,
        Path directory,
        List<DatasetManifest.Shard> list,
        FirstReading first,
        Optional<ShardCache> cache) {

    int count() {
        return list.size();
    }

    /**
     * Opens them one after the other.
     *
     * @param order places in the manifest
     */
    ShardSequence inOrder(List<Integer> order) {
        return new ShardSequence(this, order);
    }

    /** The same, but nobody compares their images. */
    Shards unchecked() {
        return new Shards(files, directory, list, FirstReading.NONE, cache);
    }

    ShardSource source(int shard) {
        DatasetManifest.Shard entry = list.get(shard);
        return new ShardSource(files, new Path(directory, entry.file()), shard, entry);
    }
}

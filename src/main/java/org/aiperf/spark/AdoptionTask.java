// SPDX-License-Identifier: Apache-2.0
package org.aiperf.spark;

import java.io.IOException;
import org.aiperf.dataset.prepare.PreparedDirectory;
import org.aiperf.dataset.prepare.ShardAdoption;
import org.apache.hadoop.fs.Path;
import org.apache.spark.api.java.function.Function;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.util.SerializableConfiguration;

/** Reads one shard that is there already. */
record AdoptionTask(String directory, Broadcast<SerializableConfiguration> hadoop, PrepareCounters counters)
        implements Function<ShardAdoption, ShardAdoption.Adopted> {

    private static final long serialVersionUID = 1L;

    @Override
    public ShardAdoption.Adopted call(ShardAdoption shard) throws IOException {
        Path path = new Path(directory);
        return shard.adopt(
                new PreparedDirectory(path.getFileSystem(hadoop.value().value()), path), counters);
    }
}

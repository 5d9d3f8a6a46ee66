// SPDX-License-Identifier: Apache-2.0
package org.aiperf.spark;

import org.apache.spark.Partitioner;

/** Brings the images of a shard together. */
final class ShardPartitioner extends Partitioner {

    private static final long serialVersionUID = 1L;

    private final int shards;

    ShardPartitioner(int shards) {
        this.shards = shards;
    }

    @Override
    public int numPartitions() {
        return shards;
    }

    @Override
    public int getPartition(Object key) {
        return PartAssignment.shard((Long) key);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ShardPartitioner that && that.shards == shards;
    }

    @Override
    public int hashCode() {
        return shards;
    }
}

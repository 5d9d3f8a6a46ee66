// SPDX-License-Identifier: Apache-2.0
package org.aiperf.dataset.prepare;

import java.util.List;
import java.util.stream.Stream;
import org.aiperf.dataset.DatasetManifest;

/**
 * A data set that is ready.
 *
 * @param location of its directory
 * @param manifest what {@code dataset.json} says
 * @param shards the report of every shard
 * @param written how many of them were written now; the others were there
 * @param problems what is not as it should be but was allowed
 */
public record PrepareReport(
        String location, DatasetManifest manifest, List<ShardReport> shards, int written, List<String> problems) {

    public PrepareReport {
        shards = List.copyOf(shards);
        problems = List.copyOf(problems);
    }

    /** Length of all shards. */
    public long bytes() {
        return shards.stream().mapToLong(ShardReport::bytes).sum();
    }

    /** Images that were encoded anew. */
    public List<ShardReport.Remark> fixed() {
        return shards.stream().flatMap(shard -> shard.fixed().stream()).toList();
    }

    /** Images that were left out. */
    public List<ShardReport.Remark> rejected() {
        return shards.stream().flatMap(shard -> shard.rejected().stream()).toList();
    }

    /** Images of each class in a split, in label order. */
    public int[] perClass(Split split) {
        List<DatasetManifest.Shard> entries = split == Split.TRAINING ? manifest.training() : manifest.validation();
        List<String> files = entries.stream().map(DatasetManifest.Shard::file).toList();
        return perClass(
                shards.stream().filter(shard -> files.contains(shard.file())),
                manifest.classes(),
                manifest.labelBase());
    }

    static int[] perClass(Stream<ShardReport> shards, int classes, int labelBase) {
        int[] counts = new int[classes];
        shards.forEach(shard -> shard.labels().forEach((label, count) -> counts[label - labelBase] += count));
        return counts;
    }
}

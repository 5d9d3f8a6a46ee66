// SPDX-License-Identifier: Apache-2.0
package org.aiperf.spark;

import java.io.IOException;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import org.aiperf.dataset.prepare.ImageFetcher;
import org.aiperf.dataset.prepare.ImageSource;
import org.aiperf.dataset.prepare.PreparedDirectory;
import org.aiperf.dataset.prepare.ShardBuilder;
import org.aiperf.dataset.prepare.ShardPlan;
import org.aiperf.dataset.prepare.SourceImage;
import org.apache.hadoop.fs.Path;
import org.apache.spark.TaskContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.util.SerializableConfiguration;
import scala.Tuple2;

/**
 * Writes one shard.
 *
 * @param source where the images are
 * @param target the data set's directory
 * @param classNames one name a class
 * @param channels of the data set
 */
record ShardTask(
        ImageSource source,
        String target,
        List<String> classNames,
        int channels,
        Broadcast<SerializableConfiguration> hadoop,
        PrepareCounters counters)
        implements Serializable {

    private static final long serialVersionUID = 1L;

    ShardTask {
        classNames = new ArrayList<>(classNames);
    }

    /** Fetches the images one by one in the plan's order. */
    void write(ShardPlan plan) throws IOException {
        try (ImageFetcher fetcher = source.open(hadoop.value().value())) {
            write(plan, sink -> {
                for (SourceImage image : plan.images()) {
                    sink.accept(image, fetcher.fetch(image));
                }
            });
        }
    }

    /** Takes the images as they come, sorted into the plan's order. */
    Iterator<String> writeSorted(Iterator<ShardPlan> plans, Iterator<Tuple2<Long, byte[]>> files) throws IOException {
        ShardPlan plan = plans.next();
        write(plan, sink -> {
            for (SourceImage image : plan.images()) {
                if (!files.hasNext()) {
                    throw new IOException("Source file %s has changed since it was listed; start the same command again"
                            .formatted(image.file()));
                }
                sink.accept(image, files.next()._2());
            }
        });
        return Collections.emptyIterator();
    }

    private void write(ShardPlan plan, ShardBuilder.Images images) throws IOException {
        Path path = new Path(target);
        PreparedDirectory directory =
                new PreparedDirectory(path.getFileSystem(hadoop.value().value()), path);
        new ShardBuilder(classNames, channels)
                .build(plan, directory, TaskContext.get().taskAttemptId(), images, counters);
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.aiperf.spark;

import java.io.Serializable;
import java.time.Duration;
import org.aiperf.dataset.prepare.PrepareProgress;
import org.aiperf.dataset.prepare.ShardBuilder;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.util.LongAccumulator;

/**
 * What the tasks have done, added up in the driver when a task ends.
 *
 * @param images to be made in all
 * @param before of them, those that were there
 * @param started when, by {@link System#nanoTime} of the driver
 * @param done images done
 * @param bytes of these
 * @param rejected corrupt ones among them
 */
record PrepareCounters(
        long images, long before, long started, LongAccumulator done, LongAccumulator bytes, LongAccumulator rejected)
        implements ShardBuilder.Listener, Serializable {

    private static final long serialVersionUID = 1L;

    static PrepareCounters of(JavaSparkContext context, long images, long before) {
        return new PrepareCounters(
                images,
                before,
                System.nanoTime(),
                context.sc().longAccumulator("aiperf.images"),
                context.sc().longAccumulator("aiperf.bytes"),
                context.sc().longAccumulator("aiperf.corrupt"));
    }

    @Override
    public void done(int length, boolean corrupt) {
        done.add(1);
        bytes.add(length);
        rejected.add(corrupt ? 1 : 0);
    }

    PrepareProgress progress() {
        return new PrepareProgress(
                images, before, done.sum(), bytes.sum(), rejected.sum(), Duration.ofNanos(System.nanoTime() - started));
    }
}

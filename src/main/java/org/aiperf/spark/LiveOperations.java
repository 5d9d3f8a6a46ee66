// SPDX-License-Identifier: Apache-2.0
package org.aiperf.spark;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.aiperf.unit.Operations;
import org.apache.spark.scheduler.AccumulableInfo;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerExecutorMetricsUpdate;
import org.apache.spark.scheduler.SparkListenerTaskEnd;
import org.apache.spark.util.DoubleAccumulator;
import scala.Tuple4;
import scala.collection.JavaConverters;
import scala.collection.Seq;

/**
 * The accumulator's value while tasks run. Spark adds a task's share to an accumulator when the task ends; until then
 * the share travels with the executors' heartbeats. For display only: heartbeats may be dropped.
 */
public final class LiveOperations extends SparkListener {

    /** Position of {@code accumUpdates} in the event. */
    private static final int ACCUMULATORS = 1;

    private final DoubleAccumulator accumulator;
    private final Map<Long, Double> running = new ConcurrentHashMap<>();

    public LiveOperations(DoubleAccumulator accumulator) {
        this.accumulator = accumulator;
    }

    /** Operations of ended and running tasks. */
    public Operations total() {
        double sum = accumulator.sum();
        for (double share : running.values()) {
            sum += share;
        }
        return new Operations(sum);
    }

    @Override
    public void onExecutorMetricsUpdate(SparkListenerExecutorMetricsUpdate update) {
        // Taken as a product, because its accessor returns another kind of sequence in Scala 2.13.
        for (Object each : list(update.productElement(ACCUMULATORS))) {
            Tuple4<?, ?, ?, ?> task = (Tuple4<?, ?, ?, ?>) each;
            for (Object one : list(task._4())) {
                AccumulableInfo info = (AccumulableInfo) one;
                if (info.id() == accumulator.id() && info.update().isDefined()) {
                    running.put((Long) task._1(), ((Number) info.update().get()).doubleValue());
                }
            }
        }
    }

    private static List<?> list(Object sequence) {
        return JavaConverters.seqAsJavaList((Seq<?>) sequence);
    }

    @Override
    public void onTaskEnd(SparkListenerTaskEnd end) {
        running.remove(end.taskInfo().taskId());
    }
}

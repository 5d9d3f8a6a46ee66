// SPDX-License-Identifier: Apache-2.0
package org.aiperf.spark;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalLong;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerStageSubmitted;
import org.apache.spark.scheduler.SparkListenerTaskEnd;
import org.apache.spark.scheduler.SparkListenerTaskStart;

/** The tasks that Spark runs now. A cancelled job counts as over at once, its tasks only when they have really ended. */
final class RunningTasks extends SparkListener {

    /** A local property of a round's job: its number. */
    static final String ROUND = "aiperf.round";

    private final Map<Long, String> tasks = new HashMap<>();
    private final Map<Integer, String> rounds = new HashMap<>();

    @Override
    public synchronized void onStageSubmitted(SparkListenerStageSubmitted submitted) {
        rounds.put(submitted.stageInfo().stageId(), submitted.properties().getProperty(ROUND, ""));
    }

    @Override
    public synchronized void onTaskStart(SparkListenerTaskStart start) {
        String round = rounds.getOrDefault(start.stageId(), "");
        tasks.put(start.taskInfo().taskId(), name(round, start.taskInfo().index()));
    }

    @Override
    public synchronized void onTaskEnd(SparkListenerTaskEnd end) {
        tasks.remove(end.taskInfo().taskId());
        notifyAll();
    }

    /** What a round's task is called. */
    static String name(Object round, int partition) {
        return round + "/" + partition;
    }

    /** Spark's number of the attempt that a task makes now, if it runs. */
    synchronized OptionalLong attempt(String task) {
        return tasks.entrySet().stream()
                .filter(running -> running.getValue().equals(task))
                .mapToLong(Map.Entry::getKey)
                .max();
    }

    /** Waits until no task runs, at most for a time. */
    synchronized void awaitNone(Duration time) throws InterruptedException {
        long deadline = System.nanoTime() + time.toNanos();
        for (long left = time.toMillis();
                !tasks.isEmpty() && left > 0;
                left = (deadline - System.nanoTime()) / 1_000_000) {
            wait(left);
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.aiperf.spark;

import java.io.IOException;
import java.io.Serializable;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.aiperf.benchmark.TrialLauncher;
import org.aiperf.foreign.Cause;
import org.aiperf.history.HistoryRecord;
import org.aiperf.history.RecordJson;
import org.aiperf.history.TrialEnded;
import org.aiperf.training.TrainingUnavailableException;
import org.aiperf.trial.TrialDesk;
import org.aiperf.trial.Trials;
import org.aiperf.unit.Operations;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.SparkEnv;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.api.java.function.Function;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.util.DoubleAccumulator;
import org.apache.spark.util.SerializableConfiguration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import scala.Function1;
import scala.Function2;
import scala.collection.Iterator;
import scala.reflect.ClassTag;
import scala.reflect.ClassTag$;
import scala.runtime.BoxedUnit;

/**
 * Launches a round as one Spark job with a partition for each trial. Spark starts a partition on a free slot; its task
 * then asks the driver for its trial. The job's result handler hands each result on when its partition ends.
 */
public final class SparkTrialLauncher implements TrialLauncher {

    private static final Logger LOG = LoggerFactory.getLogger(SparkTrialLauncher.class);
    private static final String GROUP = "aiperf";
    private static final ClassTag<String> STRING = ClassTag$.MODULE$.apply(String.class);
    /** How long cancelled tasks may take to notice: they look after every training step. */
    private static final Duration GRACE = Duration.ofSeconds(5);

    private final JavaSparkContext context;
    private final TrialFactory trials;
    private final TaskDevices devices;
    private final Broadcast<SerializableConfiguration> hadoop;
    private final DoubleAccumulator operations;
    private final LiveOperations live;
    private final RunningTasks tasks = new RunningTasks();

    private final AtomicInteger going = new AtomicInteger();

    /** One thread for each round that goes on: no more than a few overlap. */
    private final ExecutorService rounds = Executors.newCachedThreadPool(task -> daemon(task, "aiperf-round"));

    /** Spark's own event thread must not wait for the history's file system. */
    private final ExecutorService results = Executors.newSingleThreadExecutor(task -> daemon(task, "aiperf-results"));

    /**
     * @param context a context made by {@link SparkApplication}
     * @param trials makes the trials of an executor
     */
    public SparkTrialLauncher(JavaSparkContext context, TrialFactory trials) {
        this.context = context;
        this.trials = trials;
        this.devices = TaskDevices.of(context);
        this.hadoop = context.broadcast(new SerializableConfiguration(context.hadoopConfiguration()));
        this.operations = context.sc().doubleAccumulator("aiperf.operations");
        this.live = new LiveOperations(operations);
        context.sc().addSparkListener(live);
        context.sc().addSparkListener(tasks);
    }

    private static Thread daemon(Runnable task, String name) {
        Thread thread = new Thread(task, name);
        thread.setDaemon(true);
        return thread;
    }

    @Override
    public int slots() {
        return Math.max(1, SparkApplication.concurrentTasks(context));
    }

    @Override
    public void connect(TrialDesk desk) {
        AiperfPlugin.connect(desk);
    }

    @Override
    public void launch(int round, int tasks, RoundListener listener) {
        going.incrementAndGet();
        rounds.execute(() -> run(round, tasks, listener));
    }

    /** Waits for the round's end; each result is handed on when it comes. */
    private void run(int round, int tasks, RoundListener listener) {
        context.setJobGroup(GROUP, "AIPerf round " + round, true);
        context.setLocalProperty(RunningTasks.ROUND, Integer.toString(round));
        List<Integer> partitions = IntStream.range(0, tasks).boxed().toList();
        JavaRDD<String> rdd =
                context.parallelize(partitions, tasks).map(new TrialTask(trials, devices, hadoop, operations, round));
        Function1<Iterator<String>, String> body = (Function1<Iterator<String>, String> & Serializable) Iterator::next;
        Function2<Object, String, BoxedUnit> onResult = (partition, result) -> {
            results.execute(
                    () -> listener.taskEnded(RunningTasks.name(round, (Integer) partition), TrialTask.result(result)));
            return BoxedUnit.UNIT;
        };
        try {
            context.sc().runJob(rdd.rdd(), body, onResult, STRING);
        } catch (Exception e) { // Spark's own are checked, and not declared
            results.execute(() -> listener.roundFailed("Spark gave up round " + round + ": " + Cause.of(e)));
        } finally {
            going.decrementAndGet();
        }
    }

    @Override
    public void kill(String task, String reason) {
        tasks.attempt(task).ifPresent(attempt -> context.sc().killTaskAttempt(attempt, true, reason));
    }

    @Override
    public Operations liveOperations() {
        return live.total();
    }

    @Override
    public void cancel() {
        // Spark 4 warns of a group without jobs.
        if (going.get() > 0 && !context.sc().isStopped()) {
            context.sc().cancelJobGroup(GROUP);
        }
    }

    @Override
    public void close() {
        try {
            // Spark would complain of every task that ends after its context.
            tasks.awaitNone(GRACE);
            rounds.shutdown();
            if (!rounds.awaitTermination(GRACE.toSeconds(), TimeUnit.SECONDS)) {
                LOG.warn("Spark has not ended the run's last jobs within {} s", GRACE.toSeconds());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        context.sc().removeSparkListener(live);
        context.sc().removeSparkListener(tasks);
        results.shutdown();
    }

    /** What a partition does. Its result is the record of its trial's end, or nothing. */
    private record TrialTask(
            TrialFactory trials,
            TaskDevices devices,
            Broadcast<SerializableConfiguration> hadoop,
            DoubleAccumulator operations,
            int round)
            implements Function<Integer, String> {

        private static final long serialVersionUID = 1L;

        static Optional<TrialEnded> result(String line) {
            if (line.isEmpty()) {
                return Optional.empty();
            }
            try {
                HistoryRecord record = RecordJson.read(line);
                return Optional.of((TrialEnded) record);
            } catch (IOException e) {
                throw new IllegalStateException("A task sent no record: " + line, e);
            }
        }

        @Override
        public String call(Integer partition) throws Exception {
            TrialDesk desk = AiperfPlugin.desk();
            String name = RunningTasks.name(round, partition);
            Trials open;
            try {
                Configuration configuration = hadoop.value().value();
                open = trials.open(
                        configuration,
                        SparkEnv.get().executorId(),
                        TaskContext.get().cpus());
            } catch (IOException | IllegalArgumentException | LinkageError e) {
                // Another executor may have what this one lacks.
                String reason = e instanceof LinkageError ? e.toString() : Cause.of(e);
                desk.unable(name, reason);
                throw new TrainingUnavailableException(reason, e);
            }
            return open.run(desk, name, devices::ofSlot, operations::add)
                    .map(RecordJson::write)
                    .orElse("");
        }
    }
}

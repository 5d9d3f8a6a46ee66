// SPDX-License-Identifier: Apache-2.0
package org.aiperf.spark;

import java.io.IOException;
import java.io.Serializable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.aiperf.benchmark.TrialLauncher;
import org.aiperf.config.RunSettings;
import org.aiperf.history.HistoryRecord;
import org.aiperf.history.RecordJson;
import org.aiperf.history.TrialEnded;
import org.aiperf.trial.TrialDesk;
import org.aiperf.trial.Trials;
import org.aiperf.unit.Operations;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.SparkConf;
import org.apache.spark.SparkEnv;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.api.java.function.Function;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.util.DoubleAccumulator;
import org.apache.spark.util.SerializableConfiguration;
import scala.Function1;
import scala.Function2;
import scala.collection.Iterator;
import scala.collection.JavaConverters;
import scala.collection.Seq;
import scala.concurrent.ExecutionContext;
import scala.runtime.BoxedUnit;
import scala.util.Try;

/**
 * Launches a round as one Spark job with a partition for each trial. Spark starts a partition on a free slot; its task
 * then asks the driver for its trial. The job's result handler hands each result on when its partition ends.
 */
public final class SparkTrialLauncher implements TrialLauncher {

    private static final String GROUP = "aiperf";
    private static final String TASK_FAILURES = "100";
    private static final Duration LOOK = Duration.ofMillis(50);

    /** For so long the number of slots must not change before it counts as the cluster's size. */
    private static final Duration STABLE = Duration.ofSeconds(1);

    /** How long cancelled tasks may take to notice: they look after every training step. */
    private static final Duration GRACE = Duration.ofSeconds(5);

    private final JavaSparkContext context;
    private final TrialFactory trials;
    private final Broadcast<SerializableConfiguration> hadoop;
    private final DoubleAccumulator operations;
    private final LiveOperations live;
    private final RunningTasks tasks = new RunningTasks();

    /** Spark's own event thread must not wait for the history's file system. */
    private final ExecutorService results = Executors.newSingleThreadExecutor(task -> {
        Thread thread = new Thread(task, "aiperf-results");
        thread.setDaemon(true);
        return thread;
    });

    /**
     * @param context a context made by {@link #context}
     * @param trials makes the trials of an executor
     */
    public SparkTrialLauncher(JavaSparkContext context, TrialFactory trials) {
        this.context = context;
        this.trials = trials;
        this.hadoop = context.broadcast(new SerializableConfiguration(context.hadoopConfiguration()));
        this.operations = context.sc().doubleAccumulator("aiperf.operations");
        this.live = new LiveOperations(operations);
        context.sc().addSparkListener(live);
        context.sc().addSparkListener(tasks);
    }

    /**
     * A Spark application for a run: as its user configured it, with what the run needs. Without a master it runs
     * embedded, with as many slots as the run wants.
     */
    public static JavaSparkContext context(String name, RunSettings run) {
        int slots =
                run.concurrency() > 0 ? run.concurrency() : Runtime.getRuntime().availableProcessors();
        SparkConf conf = new SparkConf()
                .setIfMissing("spark.app.name", "AIPerf " + name)
                .setIfMissing("spark.master", "local[" + slots + "," + TASK_FAILURES + "]")
                // A lost task costs its trial, and the next attempt gets another trial: attempts may be many.
                .setIfMissing("spark.task.maxFailures", TASK_FAILURES)
                // A second attempt of a running trial would be another trial.
                .set("spark.speculation", "false")
                // A slot that waits for a better place for its task is an idle slot.
                .setIfMissing("spark.locality.wait", "0s");
        if (conf.get("spark.master").startsWith("local")) {
            conf.setIfMissing("spark.executor.heartbeatInterval", "2s");
            conf.setIfMissing("spark.ui.enabled", "false");
        }
        String plugins = conf.get("spark.plugins", "");
        conf.set("spark.plugins", (plugins.isEmpty() ? "" : plugins + ",") + AiperfPlugin.class.getName());
        return new JavaSparkContext(conf);
    }

    /**
     * Waits until there are slots and no more of them come, but no longer than Spark is told to wait for resources
     * ({@code spark.scheduler.maxRegisteredResourcesWaitingTime}). Rounds are as large as the cluster, so the first one
     * should know its size.
     */
    static void awaitExecutors(JavaSparkContext context) throws InterruptedException {
        if (context.sc().isLocal()) {
            return;
        }
        long wait = context.getConf().getTimeAsMs("spark.scheduler.maxRegisteredResourcesWaitingTime", "30s");
        long deadline = System.nanoTime() + wait * 1_000_000;
        long changed = System.nanoTime();
        int seen = 0;
        while (System.nanoTime() < deadline && (seen == 0 || System.nanoTime() - changed < STABLE.toNanos())) {
            int now = concurrentTasks(context);
            if (now != seen) {
                seen = now;
                changed = System.nanoTime();
            }
            Thread.sleep(LOOK.toMillis());
        }
    }

    @Override
    public int slots() {
        return Math.max(1, concurrentTasks(context));
    }

    /** Tasks that can run at once now. */
    static int concurrentTasks(JavaSparkContext context) {
        var sc = context.sc();
        return sc.maxNumConcurrentTasks(sc.resourceProfileManager().defaultResourceProfile());
    }

    @Override
    public void connect(TrialDesk desk) {
        AiperfPlugin.connect(desk);
    }

    @Override
    public void launch(int round, int tasks, RoundListener listener) {
        context.setJobGroup(GROUP, "AIPerf round " + round, true);
        List<Integer> partitions = IntStream.range(0, tasks).boxed().toList();
        JavaRDD<String> rdd =
                context.parallelize(partitions, tasks).map(new TrialTask(trials, hadoop, operations, round));
        Function1<Iterator<String>, String> body = (Function1<Iterator<String>, String> & Serializable) Iterator::next;
        Function2<Object, String, BoxedUnit> onResult = (partition, result) -> {
            results.execute(
                    () -> listener.taskEnded(TrialTask.name(round, (Integer) partition), TrialTask.result(result)));
            return BoxedUnit.UNIT;
        };
        Function1<Try<BoxedUnit>, Object> onEnd = outcome -> {
            if (outcome.isFailure()) {
                String reason = outcome.failed().get().getMessage();
                results.execute(() -> listener.roundFailed("Spark gave up round " + round + ": " + reason));
            }
            return BoxedUnit.UNIT;
        };
        context.sc()
                .submitJob(rdd.rdd(), body, numbers(tasks), onResult, () -> BoxedUnit.UNIT)
                .onComplete(onEnd, ExecutionContext.fromExecutor(results));
    }

    private static Seq<Object> numbers(int count) {
        List<Object> numbers = new ArrayList<>();
        IntStream.range(0, count).forEach(numbers::add);
        return JavaConverters.asScalaBuffer(numbers);
    }

    @Override
    public Operations liveOperations() {
        return live.total();
    }

    @Override
    public void cancel() {
        if (!context.sc().isStopped()) {
            context.sc().cancelJobGroup(GROUP);
        }
    }

    @Override
    public void close() {
        try {
            // Spark would complain of every task that ends after its context.
            tasks.awaitNone(GRACE);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        context.sc().removeSparkListener(live);
        context.sc().removeSparkListener(tasks);
        results.shutdown();
    }

    /** What a partition does. Its result is the record of its trial's end, or nothing. */
    private record TrialTask(
            TrialFactory trials, Broadcast<SerializableConfiguration> hadoop, DoubleAccumulator operations, int round)
            implements Function<Integer, String> {

        private static final long serialVersionUID = 1L;

        static String name(int round, int partition) {
            return round + "/" + partition;
        }

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
            Trials open;
            try {
                Configuration configuration = hadoop.value().value();
                open = trials.open(
                        configuration,
                        SparkEnv.get().executorId(),
                        TaskContext.get().cpus());
            } catch (IOException | IllegalArgumentException e) {
                desk.abort(String.valueOf(e.getMessage()));
                return "";
            }
            return open.run(desk, name(round, partition), operations::add)
                    .map(RecordJson::write)
                    .orElse("");
        }
    }
}

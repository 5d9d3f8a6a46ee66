// SPDX-License-Identifier: Apache-2.0
package org.aiperf.spark;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.aiperf.config.RunSettings;
import org.aiperf.spark.line.SparkLine;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.deploy.SparkHadoopUtil;

/** Opens the Spark application of a run: as its user configured it, with what the run needs. */
final class SparkApplication {

    private static final String TASK_FAILURES = "100";

    /** Brings the operations of running tasks to the driver, which has to look at each of them. */
    private static final int HEARTBEAT_SECONDS = 2;

    private static final int BEATS_PER_SECOND = 100;

    /** What only a cluster needs: its nodes fail one by one. */
    private static final Map<String, String> CLUSTER = cluster();

    /**
     * A NameNode that is started anew is waited for. A history that grows for days outlives its datanodes one by one, also
     * where there are no others to take their place.
     */
    private static final Map<String, String> HDFS = Map.of(
            "spark.hadoop.dfs.client.retry.policy.enabled",
            "true",
            "spark.hadoop.dfs.client.block.write.replace-datanode-on-failure.best-effort",
            "true");

    /** Gauges in the format of Prometheus at /metrics/prometheus/ of the driver's user interface, by the same names in every run. */
    private static final Map<String, String> PROMETHEUS = Map.of(
            "spark.metrics.namespace",
            "aiperf",
            "spark.metrics.conf.*.sink.prometheusServlet.class",
            "org.apache.spark.metrics.sink.PrometheusServlet",
            "spark.metrics.conf.*.sink.prometheusServlet.path",
            "/metrics/prometheus",
            "spark.ui.prometheus.enabled",
            "true");

    private SparkApplication() {}

    private static Map<String, String> cluster() {
        Map<String, String> defaults = new LinkedHashMap<>();
        // An executor on which two tasks fail, or one four times, gets no more tasks of their round; one that goes on
        // like this in the next round is replaced. A task may fail on many executors, with another trial each time.
        String exclude = "spark.excludeOnFailure.";
        defaults.put(exclude + "enabled", "true");
        defaults.put(exclude + "task.maxTaskAttemptsPerNode", "50");
        defaults.put(exclude + "task.maxTaskAttemptsPerExecutor", "4");
        defaults.put(exclude + "stage.maxFailedTasksPerExecutor", "2");
        defaults.put(exclude + "stage.maxFailedExecutorsPerNode", "4");
        defaults.put(exclude + "application.maxFailedTasksPerExecutor", "2");
        defaults.put(exclude + "application.maxFailedExecutorsPerNode", "4");
        defaults.put(exclude + "killExcludedExecutors", "true");
        // A task that was killed and goes on all the same, in native code, costs its executor.
        defaults.put("spark.task.reaper.enabled", "true");
        defaults.put("spark.task.reaper.killTimeout", "120s");
        // Spark would wait for executors in silence; a run does so itself, and says why they do not come.
        defaults.put("spark.scheduler.minRegisteredResourcesRatio", "0");
        // Over days an executor is lost now and then; Spark would end the application when twice as many have gone as
        // it has.
        defaults.put("spark.executor.maxNumFailures", "1000");
        defaults.put("spark.executor.failuresValidityInterval", "1h");
        return defaults;
    }

    /**
     * Opens the application.
     *
     * @throws IllegalArgumentException if this is a version of Spark that nobody knows, or trials could not run with what the
     *     user configured; a sentence for each reason
     */
    static JavaSparkContext open(String name, RunSettings run, Workload workload) {
        SparkLine.present();
        SparkConf conf = configured(new SparkConf(), name, run);
        GpuRequest gpus = new GpuRequest(conf);
        List<String> problems = new ArrayList<>(gpus.problems());
        new LocalDirectories(conf, System.getenv()).problem().ifPresent(problems::add);
        if (problems.isEmpty()) {
            workload.gpuProblem(gpus.perTrial()).ifPresent(problems::add);
        }
        if (!problems.isEmpty()) {
            throw new IllegalArgumentException(String.join(System.lineSeparator(), problems));
        }
        JavaSparkContext context = new JavaSparkContext(conf);
        try {
            requireDevices(context, gpus, workload);
            return context;
        } catch (RuntimeException e) {
            context.close();
            throw e;
        }
    }

    /** Where the driver trains, what no trial could do is found out before the first of a hundred attempts. */
    private static void requireDevices(JavaSparkContext context, GpuRequest gpus, Workload workload) {
        if (context.isLocal()) {
            workload.deviceProblem(gpus.perTrial(), TaskDevices.of(context).ofAllSlots())
                    .ifPresent(problem -> {
                        throw new IllegalArgumentException(problem);
                    });
        }
    }

    /** How files are reached before the application is open: as in it, because Hadoop keeps its first connection. */
    static Configuration hadoopConfiguration() {
        return SparkHadoopUtil.get().newConfiguration(withHdfs(new SparkConf()));
    }

    private static SparkConf withHdfs(SparkConf conf) {
        HDFS.forEach(conf::setIfMissing);
        return conf;
    }

    /** Adds what a run needs and its user has not said. Without a master it is embedded, a slot for each trial at once. */
    static SparkConf configured(SparkConf conf, String name, RunSettings run) {
        withHdfs(conf)
                .setIfMissing("spark.app.name", "AIPerf " + name)
                .setIfMissing("spark.master", "local[" + localSlots(conf, run) + "," + TASK_FAILURES + "]")
                // A lost task costs its trial, and the next attempt gets another trial: attempts may be many.
                .setIfMissing("spark.task.maxFailures", TASK_FAILURES)
                // A second attempt of a running trial would be another trial.
                .set("spark.speculation", "false")
                // A slot that waits for a better place for its task is an idle slot.
                .setIfMissing("spark.locality.wait", "0s");
        if (Masters.isLocal(conf.get("spark.master"))) {
            conf.setIfMissing(
                    "spark.executor.heartbeatInterval",
                    Math.max(HEARTBEAT_SECONDS, localSlots(conf, run) / BEATS_PER_SECOND) + "s");
            conf.setIfMissing("spark.ui.enabled", "false");
        } else {
            CLUSTER.forEach(conf::setIfMissing);
        }
        if (!conf.contains("spark.metrics.conf")) {
            // Beside what Spark reads from a file of that name in its own conf directory.
            PROMETHEUS.forEach(conf::setIfMissing);
        }
        String plugins = conf.get("spark.plugins", "");
        return Safeguards.on(conf)
                .set("spark.plugins", (plugins.isEmpty() ? "" : plugins + ",") + AiperfPlugin.class.getName());
    }

    private static int localSlots(SparkConf conf, RunSettings run) {
        int gpus = conf.getInt(GpuRequest.DRIVER, 0);
        if (run.concurrency() > 0) {
            return run.concurrency();
        }
        return gpus > 0 ? gpus : Runtime.getRuntime().availableProcessors();
    }

    /** Tasks that can run at once now. */
    static int concurrentTasks(JavaSparkContext context) {
        var sc = context.sc();
        return sc.maxNumConcurrentTasks(sc.resourceProfileManager().defaultResourceProfile());
    }
}

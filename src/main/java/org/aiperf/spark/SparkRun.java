// SPDX-License-Identifier: Apache-2.0
package org.aiperf.spark;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.Closeable;
import java.io.IOException;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.aiperf.benchmark.Benchmark;
import org.aiperf.benchmark.Ending;
import org.aiperf.benchmark.RunObserver;
import org.aiperf.config.SearchSettings;
import org.aiperf.config.Settings;
import org.aiperf.device.Machine;
import org.aiperf.foreign.Cause;
import org.aiperf.history.DriverLease;
import org.aiperf.history.History;
import org.aiperf.history.HistoryLog;
import org.aiperf.history.RecordedData;
import org.aiperf.history.RunDirectory;
import org.aiperf.history.RunLog;
import org.aiperf.history.RunStarted;
import org.aiperf.history.SharedDirectory;
import org.aiperf.live.LiveRun;
import org.aiperf.search.Searches;
import org.aiperf.search.bayes.DistanceBackend;
import org.apache.hadoop.util.ShutdownHookManager;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A run on Spark, from its settings to its end: checks what can be checked before anything starts, opens the
 * application and the history, and runs the benchmark. An interrupt of the process ends the run in good order.
 */
public final class SparkRun {

    private static final Logger LOG = LoggerFactory.getLogger(SparkRun.class);

    /** Above Spark's and Hadoop's own priorities, so that the history can still be written. */
    private static final int HOOK_PRIORITY = 100;

    private static final long HOOK_SECONDS = 20;

    /** Set by YARN's application master in the process that it shares with the driver. */
    private static final String YARN_APPLICATION = "spark.yarn.app.id";

    private final Settings settings;
    private final Workload workload;
    private final String location;
    private final Optional<RunLog> earlier;
    private final String version;
    private Optional<String> liveView = Optional.empty();
    private Settings shown;

    /**
     * @param workload what the trials work on
     * @param location of the run's directory
     * @param earlier what earlier drivers have recorded, for a run that goes on, which adds to it
     * @param version of this application
     */
    public SparkRun(Settings settings, Workload workload, String location, Optional<RunLog> earlier, String version) {
        this.settings = settings;
        this.workload = workload;
        this.location = location;
        this.earlier = earlier;
        this.version = version;
        this.shown = settings;
    }

    /** Has the history tell other settings than those that are used: without what only this machine should know. */
    public SparkRun recordedAs(Settings others) {
        shown = others;
        return this;
    }

    /**
     * A run's directory on the file systems that the Spark application will see, {@code spark.hadoop.*} included.
     *
     * @throws IOException if its file system does not answer within seconds
     */
    public static RunDirectory directory(String location) throws IOException {
        return RunDirectory.reached(location, SparkApplication.hadoopConfiguration());
    }

    /**
     * The id of the application whose driver this process is, where a cluster manager replaces a driver that was lost:
     * each of its drivers has the same one. YARN does so, in cluster mode. Known before the application is opened.
     */
    public static Optional<String> application() {
        return Optional.of(new SparkConf().get(YARN_APPLICATION, "")).filter(id -> !id.isEmpty());
    }

    /** Told about the history and the head of its hash chain when the run has ended, before its files are closed to others. */
    @FunctionalInterface
    public interface Closing {
        void ended(History history, RunDirectory directory, String head) throws IOException;
    }

    /**
     * Runs until the end.
     *
     * @param started told once when everything is ready
     * @param observer told in the interval of the settings
     * @param closing told at the end; an interrupted process waits for it
     * @return why the run ended
     * @throws IOException if the data set cannot be opened, or the history not written
     * @throws IllegalArgumentException if the settings do not fit the data set, or the GPUs that Spark is asked for
     */
    public Ending run(Consumer<RunStarted> started, RunObserver observer, Closing closing)
            throws IOException, InterruptedException {
        String data = workload.check();
        Optional<RecordedData> recorded = workload.data();
        CountDownLatch closed = new CountDownLatch(1);
        try (JavaSparkContext context = SparkApplication.open(name(), settings.run(), workload);
                Muster executors = new Muster(context);
                Closeable unhook = closed::countDown) { // with the history closed: Spark may take its time to end
            RunDirectory directory = RunDirectory.of(location, context.hadoopConfiguration());
            Optional<String> none = executors.await(settings.run().executorWait());
            if (none.isPresent()) {
                return new Ending(Ending.Kind.BROKEN, none.get());
            }
            try (DriverLease lease = DriverLease.take(directory);
                    SharedDirectory.Probe probe = SharedDirectory.ask(directory);
                    SparkTrialLauncher launcher = new SparkTrialLauncher(
                            context, new SharedTrials(workload.trials(directory.location()), probe.question()))) {
                // Only now is nobody else adding to it.
                if (earlier.isPresent()) {
                    earlier.get().readOn();
                }
                Map<String, String> system = system(context, launcher.slots(), executors, data);
                return drive(context, launcher, directory, system, recorded, observer, started, closing, closed);
            }
        } finally {
            closed.countDown();
        }
    }

    private Ending drive(
            JavaSparkContext context,
            SparkTrialLauncher launcher,
            RunDirectory directory,
            Map<String, String> system,
            Optional<RecordedData> recorded,
            RunObserver observer,
            Consumer<RunStarted> started,
            Closing closing,
            CountDownLatch closed)
            throws IOException, InterruptedException {
        int attempt = directory.nextAttempt();
        try (HistoryLog log =
                earlier.isPresent() ? earlier.get().append(attempt) : HistoryLog.create(directory, attempt)) {
            HourlyReceipts receipts = new HourlyReceipts(log::head, InstantSource.system(), observer::receipt);
            Benchmark benchmark = new Benchmark(
                    settings.run(),
                    Searches.hyperparameters(settings.search(), settings.training()),
                    earlier.map(RunLog::history),
                    log,
                    launcher,
                    InstantSource.system(),
                    (history, live) -> {
                        Runnable shown = observer.look(history, live);
                        return () -> {
                            shown.run();
                            receipts.look();
                        };
                    });
            stopWithProcess(benchmark, closed);
            show(context, benchmark, launcher);
            RunStarted header = new RunStarted(
                    RunStarted.FORMAT,
                    System.currentTimeMillis(),
                    directory.name(),
                    attempt,
                    tree(shown.render()),
                    system,
                    recorded.orElse(null));
            started.accept(header);
            Ending ending = benchmark.run(header);
            receipts.end();
            History history = benchmark.history();
            if (ending.kind() != Ending.Kind.BROKEN) {
                export(context, history, directory);
            }
            close(() -> closing.ended(history, directory, log.head()), ending);
            return ending;
        }
    }

    private void show(JavaSparkContext context, Benchmark benchmark, SparkTrialLauncher launcher) {
        LiveRun live = new LiveRun(
                settings, benchmark::look, launcher::liveOperations, launcher::slots, InstantSource.system());
        LiveMetrics.register(live);
        liveView = LiveTab.attach(context.sc(), live);
    }

    /** Where the run can be watched while it goes on; empty before it has started, and if Spark has no user interface. */
    public Optional<String> liveView() {
        return liveView;
    }

    private void export(JavaSparkContext context, History history, RunDirectory directory) throws InterruptedException {
        Optional<ModelExport> export = workload.export(history, directory.location());
        if (export.isPresent()) {
            export.get().run(context).ifPresent(location -> LOG.info("The best model is in {}", location));
        }
    }

    /** Where the history could not be written a report cannot be either: the first failure is the one to tell. */
    private static void close(Closeable last, Ending ending) throws IOException {
        try {
            last.close();
        } catch (IOException e) {
            if (ending.kind() != Ending.Kind.BROKEN) {
                throw e;
            }
            LOG.warn("The run has no report: {}", Cause.of(e));
        }
    }

    private Map<String, String> system(JavaSparkContext context, int slots, Muster executors, String data) {
        Map<String, String> system = new LinkedHashMap<>();
        system.put("aiperf", version);
        system.put("spark", context.version() + " on " + context.master());
        system.put(RunStarted.APPLICATION, context.sc().applicationId());
        system.put("slots", Integer.toString(slots));
        if (!context.isLocal()) {
            system.put(RunStarted.EXECUTORS, executors.count());
        }
        system.put("data", data);
        if (settings.search().strategy() == SearchSettings.Strategy.BAYESIAN) {
            system.put("edit distance", distances(context));
        }
        system.putAll(Machine.local().describe());
        return system;
    }

    /** What computes distances here; the executors' JVMs may offer other things, and record them with their trials. */
    private String distances(JavaSparkContext context) {
        String name = DistanceBackend.of(settings.search().distanceBackend()).name();
        return context.isLocal() ? name : name + " on the driver";
    }

    private String name() {
        return location.substring(location.lastIndexOf('/') + 1);
    }

    private static JsonNode tree(String json) {
        try {
            return new ObjectMapper().readTree(json);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("Settings are not rendered as JSON", e);
        }
    }

    /** When the process is asked to stop, its run ends in good order before the file systems close. */
    private static void stopWithProcess(Benchmark benchmark, CountDownLatch closed) {
        Runnable hook = () -> {
            benchmark.stop("The process was asked to stop");
            try {
                if (!closed.await(HOOK_SECONDS, TimeUnit.SECONDS)) {
                    LOG.warn("The run did not end in {} s; its history may lack its end", HOOK_SECONDS);
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        };
        ShutdownHookManager.get().addShutdownHook(hook, HOOK_PRIORITY, HOOK_SECONDS, TimeUnit.SECONDS);
    }
}

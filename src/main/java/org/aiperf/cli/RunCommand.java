// SPDX-License-Identifier: Apache-2.0
package org.aiperf.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicBoolean;
import org.aiperf.benchmark.Ending;
import org.aiperf.benchmark.RunObserver;
import org.aiperf.config.InvalidSettingsException;
import org.aiperf.config.RunSettings.Existing;
import org.aiperf.config.Settings;
import org.aiperf.config.SettingsLoader;
import org.aiperf.history.History;
import org.aiperf.history.NoSuchRunException;
import org.aiperf.history.Receipt;
import org.aiperf.history.RunDirectory;
import org.aiperf.history.RunLog;
import org.aiperf.history.RunStarted;
import org.aiperf.model.BestModel;
import org.aiperf.report.ConsoleProgress;
import org.aiperf.report.Glyphs;
import org.aiperf.report.HtmlReport;
import org.aiperf.report.Progress;
import org.aiperf.report.ProgressSnapshot;
import org.aiperf.report.ResultFile;
import org.aiperf.report.RunHeader;
import org.aiperf.report.RunSummary;
import org.aiperf.spark.ImageWorkload;
import org.aiperf.spark.SparkRun;
import org.aiperf.unit.Operations;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Runs the benchmark, or goes on with a run that was interrupted. */
@Command(
        name = "run",
        description = {
            "Runs the benchmark and writes its history and report.",
            "Options of spark-submit may stand before or after the command."
        },
        mixinStandardHelpOptions = true)
final class RunCommand implements Callable<Integer> {

    static final String PRESET = "embedded";

    @Spec
    private CommandSpec spec;

    @Option(
            names = "--config",
            paramLabel = "FILE",
            description = "Settings file, or the name of a preset in conf/; default: " + PRESET + ".")
    private @Nullable String config;

    @Option(names = "--set", paramLabel = "KEY=VALUE", description = "A single setting; may be repeated.")
    private List<String> sets = new ArrayList<>();

    @Option(
            names = "--resume",
            paramLabel = "RUN",
            description = "Continue a run, named by its directory or its name below runs/, with the settings it had.")
    private @Nullable String resume;

    @Option(
            names = "--ui",
            description =
                    "Also without a cluster, show the run in Spark's user interface while it goes on: http://localhost:4040/aiperf/ or the port that spark.ui.port says.")
    private boolean ui;

    @Mixin
    private OutputOptions output;

    @Mixin
    private ValidityOption validity;

    /** What to run where; settings as they are and as the history tells them. */
    private record Task(Settings settings, Settings shown, String location, Optional<RunLog> earlier) {}

    @Override
    public Integer call() throws InvalidSettingsException, InterruptedException {
        try {
            Task task = resume == null ? begun() : resumed(resume);
            return run(task);
        } catch (IOException | IllegalArgumentException e) {
            throw new UsageException(e);
        }
    }

    private Task begun() throws InvalidSettingsException, IOException {
        SettingsLoader loader = SettingsLoader.ofInstallation();
        String file = config == null ? PRESET : config;
        Settings settings = loader.load(file, sets);
        String location = location(settings);
        return new Task(settings, loader.shown(file, sets), location, earlier(location, settings));
    }

    /** Refuses a run that is there already and is not to go on. */
    static void requireNew(Settings settings) throws IOException {
        Optional<RunLog> unused = earlier(location(settings), settings);
    }

    private static String location(Settings settings) {
        String name = settings.run().name().isEmpty()
                ? SparkRun.application().orElseGet(RunCommand::timeOfStart)
                : settings.run().name();
        return settings.run().directory() + "/" + name;
    }

    private static String timeOfStart() {
        return LocalDateTime.now(ZoneOffset.UTC).format(DateTimeFormatter.ofPattern("yyyy-MM-dd-HHmmss"));
    }

    /**
     * What an earlier driver has recorded: of this application, where its cluster manager has started another one because
     * that was lost, or of any, where the settings say so.
     *
     * @throws UsageException if the run is not to be resumed
     */
    private static Optional<RunLog> earlier(String location, Settings settings) throws IOException {
        RunDirectory directory = SparkRun.directory(location);
        if (!directory.exists()) {
            return Optional.empty();
        }
        Optional<String> application = SparkRun.application();
        boolean resume = settings.run().existing() == Existing.RESUME;
        try {
            RunLog log = RunLog.read(directory);
            History history = log.history();
            boolean ours = application.isPresent()
                    && application.equals(history.latestAttempt().application());
            if (resume || ours) {
                requireMoreToDo(history, settings);
                return Optional.of(log);
            }
        } catch (NoSuchRunException e) {
            if (resume || application.isPresent()) {
                return Optional.empty(); // lost before its first record
            }
        }
        throw new UsageException(
                "The run %s exists already; go on with it by --resume, or choose another name by --set run.name=NAME"
                        .formatted(directory.location()));
    }

    private Task resumed(String run) throws InvalidSettingsException, IOException {
        if (config != null) {
            throw new UsageException(
                    "--resume takes the run's own settings; leave --config out, --set may change them");
        }
        RecordedRun recorded = RecordedRun.read(run, SparkRun::directory);
        SettingsLoader loader = SettingsLoader.ofInstallation();
        Settings settings = loader.changed(recorded.settings(), sets);
        requireKnown(settings);
        requireMoreToDo(recorded.history(), settings);
        Settings shown = loader.shownChanged(recorded.settings(), sets);
        return new Task(settings, shown, recorded.directory().location(), Optional.of(recorded.log()));
    }

    /** What came from the environment of the first driver is not in the history. */
    private static void requireKnown(Settings settings) {
        settings.entries().forEach((key, value) -> {
            if (value.contains("${") && !key.equals("aiperf.run.directory")) {
                throw new UsageException(
                        "%s = %s was taken from the environment and is not in the history; give it again by --set %s=VALUE"
                                .formatted(key, value, key));
            }
        });
    }

    private static void requireMoreToDo(History history, Settings settings) {
        if (history.done() >= settings.run().trials()) {
            throw new UsageException("The run has all of its %d trials; --set run.trials=N asks for more"
                    .formatted(settings.run().trials()));
        } else if (history.activeTime().compareTo(settings.run().duration()) >= 0) {
            throw new UsageException("The run has used its time of %d s; --set run.duration=TIME gives it more"
                    .formatted(settings.run().duration().toSeconds()));
        }
    }

    private int run(Task task) throws IOException, InterruptedException {
        if (ui) {
            System.setProperty("spark.ui.enabled", "true");
        }
        PrintWriter out = output.words();
        Progress progress = output.isWords() ? Terminal.progress(out) : new ConsoleProgress(out, Glyphs.ASCII);
        AtomicBoolean valid = new AtomicBoolean();
        InstantSource clock = InstantSource.system();
        Settings settings = task.settings();
        SparkRun run = new SparkRun(
                        settings, new ImageWorkload(settings), task.location(), task.earlier(), Version.full())
                .recordedAs(task.shown());
        Ending ending = run.run(
                header -> {
                    progress.started(RunHeader.of(header, settings));
                    run.liveView().ifPresent(view -> out.println("Live view: " + view));
                },
                new Watching(settings, progress, clock, out),
                (history, directory, head) -> {
                    ObjectNode result =
                            ResultFile.of(history, task.shown(), Instant.ofEpochMilli(history.lastTime()), head);
                    directory.publish(ResultFile.NAME, ResultFile.bytes(result));
                    byte[] page = HtmlReport.render(history, task.shown(), clock.instant());
                    String report = directory.publish("report.html", page);
                    RunSummary summary = RunSummary.of(history, settings);
                    progress.finished(summary, Optional.of(report));
                    printBeside(out, history, directory.published(BestModel.DL4J));
                    output.result(result);
                    valid.set(summary.verdict().valid());
                });
        int code = Failures.ofEnding(ending, spec.commandLine());
        return code == ExitCode.OK ? validity.code(valid.get()) : code;
    }

    /** What the box does not say. */
    private static void printBeside(PrintWriter out, History history, Optional<String> model) {
        Optional.ofNullable(history.latestAttempt().system().get(RunStarted.EXECUTORS))
                .ifPresent(executors -> out.println("Executors: " + executors));
        boolean trained = history.best().isPresent();
        out.println(model.map("Best model: "::concat)
                .orElse(
                        trained
                                ? "No best model: it could not be exported, the log says why; submit/aiperf export tries it again"
                                : "No best model: no epoch has finished"));
    }

    /** Shows how the run goes, and the receipts of one that an organiser may want to time. */
    private record Watching(Settings settings, Progress progress, InstantSource clock, PrintWriter out)
            implements RunObserver {

        @Override
        public Runnable look(History history, Operations live) {
            ProgressSnapshot snapshot = ProgressSnapshot.of(history, settings, clock.instant(), live);
            return () -> progress.update(snapshot);
        }

        @Override
        public void receipt(Receipt receipt) {
            if (!settings.run().nonce().isEmpty()
                    || settings.run()
                                    .duration()
                                    .compareTo(settings.score().validity().duration())
                            >= 0) {
                out.println("Receipt: " + receipt);
            }
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.aiperf.cli;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.aiperf.config.Settings;
import org.aiperf.config.SettingsLoader;
import org.aiperf.spark.SparkRun;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The command {@code run}. */
@Command(name = "run", description = "Runs the benchmark, or goes on with a run that was interrupted.")
final class RunCommand implements Callable<Integer> {

    @Option(names = "--config", paramLabel = "FILE", description = "Settings file or preset; default: embedded.")
    private @Nullable String config;

    @Option(names = "--set", paramLabel = "KEY=VALUE", description = "A single setting; may be repeated.")
    private List<String> sets = new ArrayList<>();

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        PrintWriter out = spec.commandLine().getOut();
        Settings settings = SettingsLoader.ofInstallation().load(config == null ? "embedded" : config, sets);
        var run = new SparkRun(settings, settings.run().directory() + "/run-" + System.currentTimeMillis(), Optional.empty(), "dev");
        SparkRun.Result result = run.run(
                (history, live) -> {
                    out.printf("%d trials, best %s, live %s %s%n", history.trials().size(), history.trials().stream().flatMapToDouble(t -> t.accuracy().stream()).max(), live, history.scoreboard("fixed").latest().map(p -> p.score()));
                    out.flush();
                },
                (header, dir) -> out.println(header.system()));
        out.println(result.ending());
        result.history().trials().forEach(t -> out.println(t.start().trial() + " " + t.start().slot() + " " + t.start().parent() + t.start().morphs() + " " + t.start().hyperparameters() + " " + t.accuracy() + " " + t.end() + t.start().search() + " " + t.start().network()));
        out.println(result.history().scoreboard("fixed").latest());
        return 0;
    }
}

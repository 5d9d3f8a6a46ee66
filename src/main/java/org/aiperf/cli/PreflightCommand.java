// SPDX-License-Identifier: Apache-2.0
package org.aiperf.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.aiperf.config.InvalidSettingsException;
import org.aiperf.config.Settings;
import org.aiperf.config.SettingsLoader;
import org.aiperf.spark.Finding;
import org.aiperf.spark.Preflight;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Looks from every slot whether a run would work, and lists everything that would not. */
@Command(
        name = "preflight",
        description = {
            "Checks on every slot of the cluster whether a run with these settings would work: versions, clock, training library, data set, directories.",
            "Lists everything that would not; the exit code is then 1. Options of spark-submit may stand before or after the command."
        },
        mixinStandardHelpOptions = true)
final class PreflightCommand implements Callable<Integer> {

    @Mixin
    private OutputOptions output;

    @Option(
            names = "--config",
            paramLabel = "FILE",
            description = "Settings file, or the name of a preset in conf/; default: " + RunCommand.PRESET + ".")
    private String config = RunCommand.PRESET;

    @Option(names = "--set", paramLabel = "KEY=VALUE", description = "A single setting; may be repeated.")
    private List<String> sets = new ArrayList<>();

    @Override
    public Integer call() throws InvalidSettingsException, InterruptedException {
        Settings settings = SettingsLoader.ofInstallation().load(config, sets);
        try {
            RunCommand.requireNew(settings);
            return print(new Preflight(settings).look()) ? ExitCode.OK : ExitCode.SOFTWARE;
        } catch (IOException | IllegalArgumentException e) {
            throw new UsageException(e);
        }
    }

    /** A line for each subject, then the failures one by one. */
    private boolean print(Map<String, List<Finding>> findings) {
        PrintWriter out = output.words();
        List<Finding> failed = new ArrayList<>();
        findings.forEach((subject, each) -> {
            long passed = each.stream().filter(Finding::passed).count();
            each.stream().filter(finding -> !finding.passed()).forEach(failed::add);
            List<String> details = each.stream()
                    .filter(Finding::passed)
                    .map(Finding::detail)
                    .distinct()
                    .sorted()
                    .toList();
            out.printf(
                    "%-17s %s  %d of %d slots  %s%n",
                    subject, passed == each.size() ? "ok    " : "FAILED", passed, each.size(), range(details));
        });
        for (Finding finding : failed) {
            out.printf(
                    "executor %s on %s: %s: %s%n",
                    finding.executor(), finding.host(), finding.subject(), finding.detail());
        }
        out.println(
                failed.isEmpty()
                        ? "A run would start."
                        : "%d %s failed.".formatted(failed.size(), failed.size() == 1 ? "check" : "checks"));
        out.flush();
        output.result(Map.of("ok", failed.isEmpty(), "checks", findings));
        return failed.isEmpty();
    }

    private static String range(List<String> details) {
        return switch (details.size()) {
            case 0 -> "";
            case 1 -> details.get(0);
            default -> details.get(0) + " to " + details.get(details.size() - 1);
        };
    }
}

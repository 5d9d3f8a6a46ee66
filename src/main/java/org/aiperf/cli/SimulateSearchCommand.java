// SPDX-License-Identifier: Apache-2.0
package org.aiperf.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.aiperf.simulation.Contestant;
import org.aiperf.simulation.Objective;
import org.aiperf.simulation.SearchBudget;
import org.aiperf.simulation.SearchComparison;
import org.aiperf.simulation.SearchComparisonJson;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Compares search strategies on an objective that takes no training. */
@Command(
        name = "search",
        description = "Compares search strategies on an objective that takes no training.",
        mixinStandardHelpOptions = true)
final class SimulateSearchCommand implements Callable<Integer> {

    @Option(
            names = "--objective",
            required = true,
            description =
                    "S1: smooth; S2: the same, rough; S3: nearness to a hidden network; R1: what real runs of the preset hour reached.")
    private Objective.Kind objective;

    @Option(
            names = "--seeds",
            paramLabel = "N",
            defaultValue = "6",
            converter = PositiveInteger.class,
            description = "Number of seeds (default: ${DEFAULT-VALUE}).")
    private int seeds;

    @Option(
            names = "--first-seed",
            paramLabel = "SEED",
            defaultValue = "0",
            description = "The first of the seeds, which follow one another (default: ${DEFAULT-VALUE}).")
    private long firstSeed;

    @Option(
            names = "--trials",
            paramLabel = "N",
            defaultValue = "100",
            converter = PositiveInteger.class,
            description = "Networks that each search tries (default: ${DEFAULT-VALUE}).")
    private int trials;

    @Option(
            names = "--operations",
            paramLabel = "N",
            converter = PositiveInteger.class,
            description =
                    "End a search, too, when its networks took as many operations as N of the network that it begins with, as where a run's time is short.")
    private @Nullable Integer operations;

    @Option(
            names = "--workers",
            paramLabel = "N",
            defaultValue = "1",
            converter = PositiveInteger.class,
            description = "Trials that run at a time (default: ${DEFAULT-VALUE}).")
    private int workers;

    @Option(
            names = "--noise",
            paramLabel = "DEVIATION",
            description =
                    "Standard deviation of what a search sees of an accuracy, from 0 to 1; 0 shows what a search could reach at best (default: the objective's, 0.004).")
    private @Nullable Double noise;

    @Spec
    private CommandSpec spec;

    @Option(
            names = "--strategies",
            paramLabel = "NAME",
            split = ",",
            description = "Who takes part: ${COMPLETION-CANDIDATES} (default: all).")
    private List<Contestant> strategies = List.of(Contestant.values());

    @Mixin
    private OutputOptions output;

    @Override
    public Integer call() throws IOException {
        double deviation = noise == null ? objective.noise() : noise;
        if (!(deviation >= 0 && deviation <= 1)) {
            throw new ParameterException(
                    spec.commandLine(), "--noise %s: expected a number from 0 to 1".formatted(noise));
        }
        SearchBudget budget = operations == null ? SearchBudget.ofTrials(trials) : new SearchBudget(trials, operations);
        SearchComparison comparison =
                SearchComparison.run(objective, strategies, firstSeed, seeds, budget, workers, deviation);
        print(output.words(), comparison);
        output.result(SearchComparisonJson.write(comparison));
        return 0;
    }

    private static void print(PrintWriter out, SearchComparison comparison) {
        out.printf(
                Locale.ROOT,
                "%s, %d trials%s, %d at a time, %d seeds from %d, noise %s: true accuracy of the network that seemed best%n",
                comparison.objective(),
                comparison.budget().trials(),
                comparison.budget().operations() < Double.POSITIVE_INFINITY
                        ? " or operations of %.0f seed networks"
                                .formatted(comparison.budget().operations())
                        : "",
                comparison.workers(),
                comparison.results().get(0).accuracies().size(),
                comparison.firstSeed(),
                comparison.noise());
        out.printf(
                Locale.ROOT,
                "%-22s %6s %8s %8s %8s %8s %8s %12s %9s %9s%n",
                "strategy",
                "trials",
                "mean",
                "+-",
                "median",
                "least",
                "greatest",
                "CPU s a run",
                "one kind",
                "no gain");
        for (SearchComparison.Result result : comparison.ranked()) {
            out.printf(
                    Locale.ROOT,
                    "%-22s %6.0f %8.4f %8.4f %8.4f %8.4f %8.4f %12.2f %8.0f%% %8.0f%%%n",
                    result.contestant(),
                    result.trials(),
                    result.mean(),
                    result.standardError(),
                    result.median(),
                    result.least(),
                    result.greatest(),
                    result.cpuSeconds(),
                    100 * result.commonest(),
                    100 * result.gainless());
        }
        out.flush();
    }
}

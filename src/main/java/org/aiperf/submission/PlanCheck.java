// SPDX-License-Identifier: Apache-2.0
package org.aiperf.submission;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.aiperf.config.SearchSettings;
import org.aiperf.config.Settings;
import org.aiperf.history.DriverSettings;
import org.aiperf.history.History;
import org.aiperf.history.TrialEnded;
import org.aiperf.history.TrialHistory;
import org.aiperf.history.TrialStarted;
import org.aiperf.network.Hyperparameters;
import org.aiperf.search.Searches;
import org.aiperf.trial.EarlyStopping;
import org.aiperf.trial.TrialPlan;

/**
 * Trials follow the settings: numbers without gaps, rounds, budgets, stopping rule, and hyperparameters in their ranges
 * (method sections 2.1 and 2.2).
 */
record PlanCheck() implements Check {

    /** Missing numbers in a row that are looked at one by one. */
    private static final int MOST_MISSING = 1000;

    @Override
    public void find(History history, Settings settings, Consumer<Violation> found) {
        DriverSettings drivers = new DriverSettings(history);
        sequence(history, drivers, found);
        rounds(history, drivers, found);
        for (TrialHistory trial : history.trials()) {
            TrialStarted start = trial.start();
            Settings own = drivers.of(trial);
            TrialPlan plan = TrialPlan.of(own, 1);
            String where = "trial " + start.trial();
            int budget = plan.budget().epochs(start.round());
            if (start.epochs() != budget) {
                found.accept(new Violation(
                        where,
                        "Its budget is %d epochs; the settings give %d to a trial of round %d"
                                .formatted(start.epochs(), budget, start.round())));
            }
            hyperparameters(start, own, found);
            stopping(trial, plan, found);
        }
        int finished = history.done();
        if (finished > settings.run().trials()) {
            found.accept(new Violation(
                    "history",
                    "It has %d finished trials; the settings end the run after %d"
                            .formatted(finished, settings.run().trials())));
        }
    }

    /**
     * A number that is missing may be a trial that was taken out. Missing may be the last numbers of a driver, no more than
     * trials ran at once, whose search its end cut off, and as many as trials were cut: what took these took others that
     * searched.
     */
    private static void sequence(History history, DriverSettings drivers, Consumer<Violation> found) {
        List<TrialStarted> starts = new ArrayList<>(
                history.trials().stream().map(TrialHistory::start).toList());
        starts.sort(Comparator.comparingInt(TrialStarted::sequence));
        List<Integer> ends = ends(history);
        int atOnce = atOnce(history, drivers);
        int lost = history.ended(TrialEnded.State.CUT);
        int expected = 0;
        for (TrialStarted start : starts) {
            if (start.sequence() < expected) {
                found.accept(new Violation(
                        "trial " + start.trial(),
                        "Its number %d is that of an earlier trial".formatted(start.sequence())));
            }
            List<Integer> missing = IntStream.range(expected, Math.min(start.sequence(), expected + MOST_MISSING))
                    .filter(number -> ends.stream().noneMatch(end -> number <= end && end - number < atOnce))
                    .boxed()
                    .toList();
            lost -= missing.size();
            if (!missing.isEmpty() && lost < 0) {
                found.accept(new Violation(
                        "history",
                        missing.size() == 1
                                ? "The trial of number %d is missing".formatted(missing.get(0))
                                : "The trials of numbers %d to %d are missing"
                                        .formatted(missing.get(0), missing.get(missing.size() - 1))));
            }
            expected = Math.max(expected, start.sequence() + 1);
        }
    }

    /** The greatest number that was begun by the end of each driver, in the order of the drivers. */
    private static List<Integer> ends(History history) {
        List<Integer> ends = new ArrayList<>();
        for (int i = 1; i <= history.attempts().size(); i++) {
            long until = i == history.attempts().size()
                    ? Long.MAX_VALUE
                    : history.attempts().get(i).time();
            ends.add(history.trials().stream()
                    .map(TrialHistory::start)
                    .filter(start -> start.time() < until)
                    .mapToInt(TrialStarted::sequence)
                    .max()
                    .orElse(-1));
        }
        return ends;
    }

    private static int atOnce(History history, DriverSettings drivers) {
        int most = drivers.all().stream()
                .mapToInt(each -> each.run().concurrency())
                .max()
                .orElse(0);
        return most > 0 ? most : history.slots().size();
    }

    private static void rounds(History history, DriverSettings drivers, Consumer<Violation> found) {
        int least = 1;
        int most = Integer.MAX_VALUE;
        for (TrialHistory trial : history.trials()) {
            TrialStarted start = trial.start();
            int concurrency = drivers.of(trial).run().concurrency();
            if (concurrency == 0 && history.attempts().size() == 1) {
                // The concurrency is the number of slots that Spark had: some number must give all rounds.
                least = Math.max(least, start.sequence() / (start.round() + 1) + 1);
                most = start.round() == 0 ? most : Math.min(most, start.sequence() / start.round());
            }
            if (concurrency > 0 ? start.round() != start.sequence() / concurrency : least > most) {
                found.accept(new Violation(
                        "trial " + start.trial(),
                        "Number %d is not in round %d of a run of %s trials at once"
                                .formatted(
                                        start.sequence(),
                                        start.round(),
                                        concurrency > 0 ? Integer.toString(concurrency) : "any number of")));
                return;
            }
        }
    }

    private static void hyperparameters(TrialStarted start, Settings settings, Consumer<Violation> found) {
        SearchSettings.Hyperparameters searched = settings.search().hyperparameters();
        Hyperparameters chosen = start.hyperparameters();
        Hyperparameters defaults = Searches.defaults(settings.training());
        boolean searches = searched.strategy() != SearchSettings.Choice.FIXED && start.round() >= searched.fromRound();
        boolean right = searches
                ? chosen.batchSize() >= searched.batchSize().min()
                        && chosen.batchSize() <= searched.batchSize().max()
                        && within(
                                chosen.dropoutRate(),
                                searched.dropoutRate().min(),
                                searched.dropoutRate().max())
                        && searched.kernelSize().contains(chosen.kernelSize())
                        && within(
                                chosen.learningRate(),
                                searched.learningRate().min(),
                                searched.learningRate().max())
                : chosen.equals(defaults);
        if (!right) {
            found.accept(new Violation(
                    "trial " + start.trial(),
                    searches
                            ? "Its hyperparameters, %s, are outside of the ranges of the settings".formatted(chosen)
                            : "Its hyperparameters are %s; a trial of round %d has %s"
                                    .formatted(chosen, start.round(), defaults)));
        }
    }

    /** A logarithm and back may miss a bound by a rounding. */
    private static boolean within(double value, double least, double most) {
        return value >= least * (1 - 1e-12) && value <= most * (1 + 1e-12);
    }

    private static void stopping(TrialHistory trial, TrialPlan plan, Consumer<Violation> found) {
        TrialEnded end = trial.end();
        Optional<EarlyStopping> rule = plan.stopping(trial.start().round());
        int epochs = trial.epochs().size();
        String where = "trial " + trial.start().trial();
        for (int i = 1; i < epochs; i++) {
            if (rule.isPresent() && rule.get().stops(trial.epochs().subList(0, i))) {
                found.accept(new Violation(
                        where,
                        "It went on to epoch %d; the stopping rule ends it after epoch %d".formatted(epochs, i)));
                return;
            }
        }
        if (end != null
                && end.state() == TrialEnded.State.FINISHED
                && epochs > 0
                && epochs < trial.start().epochs()
                && !(rule.isPresent() && rule.get().stops(trial.epochs()))) {
            found.accept(new Violation(
                    where,
                    "It is said to have finished after %d of %d epochs; the stopping rule does not end it there"
                            .formatted(epochs, trial.start().epochs())));
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.aiperf.submission;

import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.aiperf.config.Settings;
import org.aiperf.device.PeakRate;
import org.aiperf.device.SystemDescription;
import org.aiperf.history.EpochFinished;
import org.aiperf.history.ExecutorDescribed;
import org.aiperf.history.History;
import org.aiperf.history.TrialHistory;
import org.aiperf.history.TrialStarted;
import org.aiperf.operations.OperationCount;
import org.aiperf.report.Hardware;
import org.aiperf.score.ScorePoint;
import org.aiperf.unit.Definition;
import org.aiperf.unit.Operations;
import org.aiperf.unit.Precision;
import org.aiperf.unit.Rate;

/**
 * No epoch, and not the run as a whole, is faster than the makers of the devices say that they can be. A device that
 * nobody described, or whose peak is not known, has no bound: {@link #unbounded} names it, and boards do not rank the run.
 */
record PeakCheck() implements Check {

    private static final Definition DEFINITION = Definition.FIXED;

    /** Makers state the clock that an accelerator holds at best. */
    private static final double ACCELERATOR = 1.1;

    /** A processor's clock is above what a virtual machine shows of it while few cores work. */
    private static final double PROCESSOR = 1.5;

    /** Winograd's algorithm F(2x2, 3x3) multiplies so many times less than is counted (method section 1.3). */
    private static final double WINOGRAD = 2.25;

    @Override
    public void find(History history, Settings settings, Consumer<Violation> found) {
        Map<String, ExecutorDescribed> executors = executors(history);
        for (TrialHistory trial : history.trials()) {
            ExecutorDescribed executor = executors.get(executor(trial.start()));
            OperationCount count = trial.start().operations().get(DEFINITION);
            if (executor != null && count != null) {
                limit(trial.start(), executor).ifPresent(limit -> epochs(trial, count, limit, found));
            }
        }
        Hardware hardware = Hardware.of(history);
        Optional<ScorePoint> point = history.scoreboard(DEFINITION).latest();
        if (point.isPresent() && hardware.peak().isPresent()) {
            Precision precision = precision(history.trials().get(0).start());
            Rate most = most(hardware.peak().get(), hardware.accelerators() > 0, precision);
            if (point.get().score().compareTo(most) > 0) {
                found.accept(new Violation(
                        "score",
                        "The run did %s, and all of its devices together can do %s at most"
                                .formatted(point.get().score(), most)));
            }
        }
    }

    /** Why nothing bounds the score, a sentence for each kind of device; none if all of it is bounded. */
    static List<String> unbounded(History history) {
        Map<String, ExecutorDescribed> executors = executors(history);
        Collection<String> reasons = new LinkedHashSet<>();
        Set<String> known = new LinkedHashSet<>();
        for (TrialHistory trial : history.trials()) {
            TrialStarted start = trial.start();
            String name = executor(start);
            if (!known.add(name + start.gpus().isEmpty() + start.precision())) {
                continue;
            }
            ExecutorDescribed executor = executors.get(name);
            if (executor == null) {
                reasons.add("Nobody described the machine of executor '%s'.".formatted(name));
            } else if (limit(start, executor).isEmpty()) {
                reasons.add(
                        start.gpus().isEmpty()
                                ? PeakRate.processorProblem(description(executor))
                                        .orElse("The description of %s lacks cores, clock or width of vectors."
                                                .formatted(executor.host()))
                                : "No peak rate in %s is known of '%s'."
                                        .formatted(
                                                precision(start).name().toLowerCase(Locale.ROOT),
                                                executor.fields().getOrDefault("accelerator_model_name", "")));
            }
        }
        return List.copyOf(reasons);
    }

    private static Map<String, ExecutorDescribed> executors(History history) {
        Map<String, ExecutorDescribed> executors = new HashMap<>();
        history.executors().forEach(executor -> executors.put(executor.executor(), executor));
        return executors;
    }

    private static String executor(TrialStarted start) {
        return start.slot().substring(0, Math.max(start.slot().lastIndexOf('/'), 0));
    }

    private static SystemDescription description(ExecutorDescribed executor) {
        return new SystemDescription(executor.host(), executor.fields());
    }

    private static Optional<Rate> limit(TrialStarted start, ExecutorDescribed executor) {
        int gpus = start.gpus().size();
        Precision precision = precision(start);
        if (gpus == 0) {
            return PeakRate.ofProcessors(description(executor), precision).map(peak -> most(peak, false, precision));
        }
        String model = executor.fields().getOrDefault("accelerator_model_name", "");
        return PeakRate.ofAccelerator(model, precision)
                .map(peak -> new Rate(gpus * most(peak, true, precision).perSecond()));
    }

    private static Precision precision(TrialStarted start) {
        return start.precision();
    }

    /** Matrix units multiply as the method counts; vector units may compute by Winograd's algorithm. */
    private static Rate most(PeakRate peak, boolean accelerator, Precision precision) {
        double algorithm = precision == Precision.FP32 ? WINOGRAD : 1;
        return new Rate(peak.rate().perSecond() * algorithm * (accelerator ? ACCELERATOR : PROCESSOR));
    }

    private static void epochs(TrialHistory trial, OperationCount count, Rate limit, Consumer<Violation> found) {
        for (EpochFinished epoch : trial.epochs()) {
            Operations work = count.of(epoch.imagesTrained(), epoch.imagesValidated());
            Rate rate = work.per(Duration.ofMillis(Math.max(epoch.time() - epoch.start(), 1)));
            if (rate.compareTo(limit) > 0) {
                found.accept(new Violation(
                        "trial %s, epoch %d".formatted(epoch.trial(), epoch.epoch()),
                        "It did %s, and its devices can do %s at most".formatted(rate, limit)));
            }
        }
    }
}

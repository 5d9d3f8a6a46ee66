// SPDX-License-Identifier: Apache-2.0
package org.aiperf.submission;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.aiperf.config.Settings;
import org.aiperf.device.PeakRate;
import org.aiperf.device.SystemDescription;
import org.aiperf.history.EpochFinished;
import org.aiperf.history.ExecutorDescribed;
import org.aiperf.history.History;
import org.aiperf.history.TrialHistory;
import org.aiperf.operations.OperationCount;
import org.aiperf.report.Hardware;
import org.aiperf.score.ScorePoint;
import org.aiperf.unit.Definition;
import org.aiperf.unit.Operations;
import org.aiperf.unit.Rate;

/**
 * No epoch, and not the run as a whole, is faster than the makers of the devices say that they can be. Only what the
 * executors told of their machines is known; a device that nobody described, or whose peak is not known, may be as fast as
 * it likes.
 */
record PeakCheck() implements Check {

    /** What really ran; the other definition may count more. */
    private static final Definition DEFINITION = Definition.FIXED;

    /** Makers state the clock that an accelerator holds at best. */
    private static final double ACCELERATOR = 1.1;

    /** A processor's clock is above what a virtual machine shows of it while few cores work. */
    private static final double PROCESSOR = 1.5;

    @Override
    public void find(History history, Settings settings, Consumer<Violation> found) {
        Map<String, ExecutorDescribed> executors = new HashMap<>();
        history.executors().forEach(executor -> executors.put(executor.executor(), executor));
        for (TrialHistory trial : history.trials()) {
            String slot = trial.start().slot();
            ExecutorDescribed executor = executors.get(slot.substring(0, Math.max(slot.lastIndexOf('/'), 0)));
            OperationCount count = trial.start().operations().get(DEFINITION);
            if (executor != null && count != null) {
                limit(trial, executor).ifPresent(limit -> epochs(trial, count, limit, found));
            }
        }
        Hardware hardware = Hardware.of(history);
        Optional<ScorePoint> point = history.scoreboard(DEFINITION).latest();
        if (point.isPresent() && hardware.peak().isPresent()) {
            Rate most = most(hardware.peak().get(), hardware.accelerators() > 0);
            if (point.get().score().compareTo(most) > 0) {
                found.accept(new Violation(
                        "score",
                        "The run did %s, and all of its devices together can do %s at most"
                                .formatted(point.get().score(), most)));
            }
        }
    }

    private static Optional<Rate> limit(TrialHistory trial, ExecutorDescribed executor) {
        int gpus = trial.start().gpus().size();
        if (gpus == 0) {
            return PeakRate.ofProcessors(new SystemDescription(executor.host(), executor.fields()))
                    .map(peak -> most(peak, false));
        }
        String model = executor.fields().getOrDefault("accelerator_model_name", "");
        return PeakRate.ofAccelerator(model, trial.start().precision())
                .map(peak -> new Rate(gpus * most(peak, true).perSecond()));
    }

    private static Rate most(PeakRate peak, boolean accelerator) {
        return new Rate(peak.rate().perSecond() * (accelerator ? ACCELERATOR : PROCESSOR));
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

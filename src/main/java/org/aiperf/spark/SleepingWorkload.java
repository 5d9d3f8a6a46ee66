// SPDX-License-Identifier: Apache-2.0
package org.aiperf.spark;

import java.time.Duration;
import java.util.Optional;
import org.aiperf.config.Settings;
import org.aiperf.simulation.NoImages;
import org.aiperf.simulation.SleepingTrainer;

/**
 * Trials that sleep instead of training, to measure everything else.
 *
 * @param settings all settings
 * @param mean average time of an epoch
 * @param spread greatest deviation from it, as a share of it
 */
public record SleepingWorkload(Settings settings, Duration mean, double spread) implements Workload {

    @Override
    public String check() {
        return "none, trials sleep %s s on average, %.0f %% more or less"
                .formatted(mean.toMillis() / 1000.0, spread * 100);
    }

    /** Whatever a trial has, it only sleeps beside it. */
    @Override
    public Optional<String> gpuProblem(int perTrial) {
        return Optional.empty();
    }

    @Override
    public TrialFactory trials(String runDirectory) {
        ExecutorTrials trials = new ExecutorTrials(settings.render(), runDirectory);
        Duration epoch = mean;
        double deviation = spread;
        return (hadoop, executor, cpus) ->
                trials.open(hadoop, executor, cpus, new NoImages(), new SleepingTrainer(epoch, deviation));
    }
}

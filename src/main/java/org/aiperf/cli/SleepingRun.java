// SPDX-License-Identifier: Apache-2.0
package org.aiperf.cli;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.aiperf.benchmark.Ending;
import org.aiperf.benchmark.RunObserver;
import org.aiperf.config.InvalidSettingsException;
import org.aiperf.config.Settings;
import org.aiperf.config.SettingsLoader;
import org.aiperf.history.RunStarted;
import org.aiperf.spark.SleepingWorkload;
import org.aiperf.spark.SparkRun;

/**
 * A run on a real Spark whose trials sleep instead of training.
 *
 * @param slots trials at once
 * @param trials in all
 * @param trial average time of a trial
 * @param spread greatest deviation from it, as a share
 * @param strategy of the search
 * @param network that the search begins with
 */
record SleepingRun(int slots, int trials, Duration trial, double spread, String strategy, String network) {

    Settings settings() throws InvalidSettingsException {
        return SettingsLoader.ofInstallation()
                .load(
                        null,
                        List.of(
                                "run.trials=" + trials,
                                "run.concurrency=" + slots,
                                "training.epochs.scale=0.01",
                                "search.seed-networks=[" + network + "]",
                                "search.hyperparameters.strategy=fixed",
                                "search.strategy=" + strategy));
    }

    Ending run(String location, Consumer<RunStarted> started, RunObserver observer, SparkRun.Closing closing)
            throws InvalidSettingsException, IOException, InterruptedException {
        Settings settings = settings();
        SparkRun run = new SparkRun(
                settings, new SleepingWorkload(settings, trial, spread), location, Optional.empty(), Version.full());
        try {
            return run.run(started, observer, closing);
        } catch (IllegalArgumentException e) {
            throw new UsageException(e);
        }
    }
}

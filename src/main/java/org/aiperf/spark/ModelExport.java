// SPDX-License-Identifier: Apache-2.0
package org.aiperf.spark;

import java.io.IOException;
import java.io.Serializable;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.aiperf.config.InvalidSettingsException;
import org.aiperf.config.Settings;
import org.aiperf.dataset.Dataset;
import org.aiperf.foreign.Cause;
import org.aiperf.history.RunDirectory;
import org.aiperf.model.BestModel;
import org.aiperf.report.RunSummary.BestEpoch;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.api.java.JavaFutureAction;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.util.SerializableConfiguration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes the best model of a run into its directory, on an executor: the training library is loaded there, and a driver
 * has no room for it.
 *
 * @param settings the run's settings as {@link Settings#render} writes them
 * @param runDirectory location of the run's directory
 * @param trial that has the model
 * @param epoch after which its weights were taken
 * @param accuracy that they had
 */
record ModelExport(String settings, String runDirectory, String trial, int epoch, double accuracy)
        implements Serializable {

    private static final long serialVersionUID = 1L;
    private static final Logger LOG = LoggerFactory.getLogger(ModelExport.class);

    /** A cluster that has lost its executors must not keep the run from its end. */
    private static final Duration LIMIT = Duration.ofMinutes(5);

    /** A task that throws would be tried again and again. */
    private record Outcome(String location, String problem) implements Serializable {
        private static final long serialVersionUID = 1L;
    }

    /** Where the model lies; nothing, and a warning, if it could not be written. */
    Optional<String> run(JavaSparkContext context) throws InterruptedException {
        context.setLocalProperty(RunningTasks.ROUND, null);
        context.setJobGroup("aiperf-export", "AIPerf best model", true);
        Broadcast<SerializableConfiguration> hadoop =
                context.broadcast(new SerializableConfiguration(context.hadoopConfiguration()));
        JavaFutureAction<List<Outcome>> job = context.parallelize(List.of(this), 1)
                .map(export -> export.write(hadoop.value().value()))
                .collectAsync();
        try {
            Outcome outcome = job.get(LIMIT.toSeconds(), TimeUnit.SECONDS).get(0);
            if (outcome.problem().isEmpty()) {
                return Optional.of(outcome.location());
            }
            warn(outcome.problem());
        } catch (ExecutionException e) {
            warn(Cause.of(e));
        } catch (TimeoutException e) {
            job.cancel(true);
            warn("no executor did it within " + LIMIT.toSeconds() + " s");
        }
        return Optional.empty();
    }

    private void warn(String reason) {
        LOG.warn(
                "The best model, of trial {}, could not be exported; submit/aiperf export tries it again: {}",
                trial,
                reason);
    }

    private Outcome write(Configuration hadoop) {
        try {
            Settings parsed = Settings.parse(settings);
            Dataset data = ExecutorTrials.dataset(parsed.data(), hadoop, 1);
            RunDirectory run = RunDirectory.of(runDirectory, hadoop);
            return new Outcome(
                    BestModel.of(run, new BestEpoch(trial, epoch, accuracy), parsed, data)
                            .publish(run),
                    "");
        } catch (InvalidSettingsException | IOException | RuntimeException | LinkageError e) {
            return new Outcome("", e.toString());
        }
    }
}

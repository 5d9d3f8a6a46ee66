// SPDX-License-Identifier: Apache-2.0
package org.aiperf.trial;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.aiperf.config.Settings;
import org.aiperf.config.StoppingSettings.Criterion;
import org.aiperf.config.TrainingSettings;
import org.aiperf.device.DeviceSet;
import org.aiperf.network.Hyperparameters;
import org.aiperf.training.LearningRateSchedule;
import org.aiperf.training.Normalization;
import org.aiperf.training.TrainingPlan;
import org.aiperf.unit.Precision;

/**
 * What the settings say about every trial.
 *
 * @param settings all settings
 * @param precision arithmetic of the training
 * @param budget epochs by round
 * @param threads CPU threads of a trial, at least 1
 */
public record TrialPlan(Settings settings, Precision precision, EpochBudget budget, int threads) {

    /** Signs of life within the time after which a trial is given up: a late one or two must not count as its death. */
    private static final int SIGNS = 8;

    /** The plan of these settings for tasks that have a number of CPUs; in 32 bits where arithmetic is to be chosen. */
    public static TrialPlan of(Settings settings, int taskCpus) {
        return of(settings, taskCpus, List.of(Precision.FP32));
    }

    /**
     * The same where trials compute in one of several arithmetics.
     *
     * @param offered by what trains them, the fastest first
     */
    public static TrialPlan of(Settings settings, int taskCpus, List<Precision> offered) {
        TrainingSettings.Epochs epochs = settings.training().epochs();
        int threads = settings.training().threads();
        return new TrialPlan(
                settings,
                settings.training()
                        .precision()
                        .of(offered, settings.score().validity().precision()),
                new EpochBudget(epochs.warmUp(), epochs.maximum(), epochs.scale()),
                threads == 0 ? taskCpus : threads);
    }

    /** Images of a training step: the batch sizes of the settings are those of one device. */
    public int trainingBatch(Hyperparameters hyperparameters, DeviceSet devices) {
        return hyperparameters.batchSize() * devices.count();
    }

    /** Images of a step of validation. */
    public int evaluationBatch(DeviceSet devices) {
        return settings.training().evaluationBatchSize() * devices.count();
    }

    /** How a trial with these hyperparameters is trained on some devices. */
    public TrainingPlan training(Hyperparameters hyperparameters, DeviceSet devices, long seed) {
        TrainingSettings training = settings.training();
        return new TrainingPlan(
                Math.max(trainingBatch(hyperparameters, devices), evaluationBatch(devices)),
                schedule(hyperparameters.learningRate()),
                training.momentum(),
                training.weightDecay(),
                training.labelSmoothing(),
                Normalization.of(settings.data().preprocessing()),
                precision,
                devices,
                threads,
                seed);
    }

    private LearningRateSchedule schedule(double initial) {
        TrainingSettings training = settings.training();
        return switch (training.schedule()) {
            case LINEAR ->
                new LearningRateSchedule.Linear(
                        initial,
                        Math.min(training.finalLearningRate(), initial),
                        budget.scaled(training.scheduleEpochs()));
            case CONSTANT -> new LearningRateSchedule.Constant(initial);
        };
    }

    /** When a trial of a round stops early, if ever. */
    public Optional<EarlyStopping> stopping(int round) {
        Optional<Criterion> criterion = settings.stopping().criterion();
        return criterion.map(c -> new EarlyStopping(c, round));
    }

    /** How often a training shows that it makes progress. */
    Duration signInterval() {
        return settings.run().trialTimeout().dividedBy(SIGNS);
    }

    /** What trials would reach with more epochs. */
    AccuracyPrediction prediction() {
        return new AccuracyPrediction(settings.search().prediction());
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.aiperf.submission;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.Predicate;
import org.aiperf.config.Settings;
import org.aiperf.config.TrainingSettings.InitialWeights;
import org.aiperf.dataset.Dataset;
import org.aiperf.device.DeviceSet;
import org.aiperf.foreign.Cause;
import org.aiperf.history.DriverSettings;
import org.aiperf.history.EpochFinished;
import org.aiperf.history.History;
import org.aiperf.history.TrialHistory;
import org.aiperf.image.ImageBatch;
import org.aiperf.image.ImageBatches;
import org.aiperf.search.Model;
import org.aiperf.search.Models;
import org.aiperf.search.morph.WeightedNetwork;
import org.aiperf.training.EpochResult;
import org.aiperf.training.Evaluation;
import org.aiperf.training.Trainer;
import org.aiperf.training.TrainingFailedException;
import org.aiperf.training.TrainingPlan;
import org.aiperf.training.TrainingSession;
import org.aiperf.trial.Fingerprint;
import org.aiperf.trial.Seeds;
import org.aiperf.trial.Seeds.Purpose;
import org.aiperf.trial.TrialData;
import org.aiperf.trial.TrialPlan;
import org.aiperf.unit.Precision;
import org.jspecify.annotations.Nullable;

/**
 * Trains recorded trials again on the verifier's machine and compares losses (method section 8.1): their first steps, or
 * all of their epochs.
 */
public final class Replay {

    /** Steps that are compared even if they take long. */
    private static final int LEAST_STEPS = 2;

    /** Accuracy of a whole training by another library may be so far off: trainings of other rounding are other trainings. */
    private static final double ACCURACY = 0.05;

    /** The same of its mean losses, as a share. */
    private static final double LOSS = 0.15;

    private final History history;
    private final DriverSettings drivers;
    private final Predicate<String> carried;
    private final Models models;
    private final Dataset dataset;
    private final Means means;
    private final Duration patience;

    /**
     * @param carried whether the model of a trial is at hand
     * @param models where it is
     * @param dataset the verifier's own images
     * @param means the verifier's own library and devices
     * @param patience time for the first steps of a trial, beyond which no more than {@value #LEAST_STEPS} are compared
     */
    public Replay(
            History history,
            Predicate<String> carried,
            Models models,
            Dataset dataset,
            Means means,
            Duration patience) {
        this.history = history;
        this.drivers = new DriverSettings(history);
        this.carried = carried;
        this.models = models;
        this.dataset = dataset;
        this.means = means;
        this.patience = patience;
    }

    /**
     * What trains.
     *
     * @param trainer the library
     * @param devices that it trains on
     * @param precision to train in; empty for the recorded one, or FP32 where the trainer lacks that
     */
    public record Means(Trainer trainer, DeviceSet devices, Optional<Precision> precision) {}

    /**
     * What training again gave.
     *
     * @param trial id
     * @param compared steps or epochs that were compared
     * @param equal whether all were equal to the bit
     * @param difference greatest difference, as a share of what is allowed
     * @param violation what is wrong; null if nothing is
     */
    public record Outcome(
            String trial,
            int compared,
            boolean equal,
            double difference,
            @Nullable Violation violation) {}

    /** Trials that can be trained again: their losses are recorded, and what they began with is at hand. */
    public List<TrialHistory> candidates() {
        return history.trials().stream().filter(this::isReplayable).toList();
    }

    private boolean isReplayable(TrialHistory trial) {
        return !trial.epochs().isEmpty() && trial.epochs().get(0).firstLosses() != null && begins(trial);
    }

    private boolean begins(TrialHistory trial) {
        String parent = trial.start().parent();
        return parent == null
                || drivers.of(trial).training().initialWeights() == InitialWeights.RANDOM
                || carried.test(parent);
    }

    /** Some of the candidates, drawn by the verifier's seed. */
    public List<TrialHistory> chosen(int number, long seed) {
        List<TrialHistory> candidates = new ArrayList<>(candidates());
        Collections.shuffle(candidates, new Random(seed));
        return candidates.subList(0, Math.min(number, candidates.size()));
    }

    /** Trains the first steps of a trial. */
    public Outcome firstSteps(TrialHistory trial) throws IOException, InterruptedException {
        List<Float> recorded =
                Optional.ofNullable(trial.epochs().get(0).firstLosses()).orElseThrow();
        Fingerprint again = new Fingerprint(recorded.size());
        try (Training training = new Training(trial)) {
            training.train(
                    0,
                    batches -> new Beginning(batches, recorded.size(), System.nanoTime() + patience.toNanos()),
                    again);
        } catch (TrainingFailedException e) {
            return failed(trial, e);
        }
        return compare(trial, recorded, again.losses());
    }

    private Outcome compare(TrialHistory trial, List<Float> recorded, List<Float> again) {
        Tolerance tolerance = Tolerance.between(
                precision(trial),
                own(trial),
                trial.start().backend().equals(means.trainer().backend()),
                trial.start().hyperparameters());
        double greatest = 0;
        for (int step = 0; step < again.size(); step++) {
            double expected = recorded.get(step);
            double share =
                    Math.abs(again.get(step) - expected) / Math.max(Math.abs(expected), 1e-3) / tolerance.at(step);
            greatest = Math.max(greatest, share);
            if (!(share <= 1)) {
                return new Outcome(
                        trial.start().trial(),
                        again.size(),
                        false,
                        greatest,
                        new Violation(
                                "trial " + trial.start().trial(),
                                "Trained again, step %d has a loss of %s; %s is recorded, and %.2g %% of difference are allowed"
                                        .formatted(
                                                step + 1,
                                                again.get(step),
                                                recorded.get(step),
                                                100 * tolerance.at(step))));
            }
        }
        boolean equal = again.equals(recorded.subList(0, again.size()));
        return new Outcome(trial.start().trial(), again.size(), equal, greatest, null);
    }

    /** Trains a trial to its end and compares every epoch. */
    public Outcome whole(TrialHistory trial) throws IOException, InterruptedException {
        double greatest = 0;
        boolean equal = true;
        try (Training training = new Training(trial)) {
            for (EpochFinished epoch : trial.epochs()) {
                Fingerprint again = new Fingerprint(Fingerprint.STEPS);
                EpochResult trained = training.train(epoch.epoch() - 1, batches -> batches, again);
                Evaluation evaluated = training.evaluate();
                equal &= trained.loss() == epoch.loss() && evaluated.loss() == epoch.validationLoss();
                double accuracy = Math.abs(evaluated.accuracy() - epoch.validationAccuracy()) / ACCURACY;
                double loss = Math.abs(trained.loss() - epoch.loss()) / epoch.loss() / LOSS;
                greatest = Math.max(greatest, Math.max(accuracy, loss));
                if (!(greatest <= 1)) {
                    return new Outcome(
                            trial.start().trial(),
                            epoch.epoch(),
                            false,
                            greatest,
                            new Violation(
                                    "trial %s, epoch %d".formatted(epoch.trial(), epoch.epoch()),
                                    "Trained again, it has a loss of %.4f and an accuracy of %.2f %%; %.4f and %.2f %% are recorded"
                                            .formatted(
                                                    trained.loss(),
                                                    100 * evaluated.accuracy(),
                                                    epoch.loss(),
                                                    100 * epoch.validationAccuracy())));
                }
            }
        } catch (TrainingFailedException e) {
            return failed(trial, e);
        }
        return new Outcome(trial.start().trial(), trial.epochs().size(), equal, greatest, null);
    }

    /**
     * Evaluates a model on the verifier's validation images.
     *
     * @return the accuracy
     */
    public double evaluated(TrialHistory trial, Model model) throws IOException, InterruptedException {
        try (Training training = new Training(trial, model.network())) {
            return training.evaluate().accuracy();
        } catch (TrainingFailedException e) {
            throw new IOException("It cannot be evaluated: " + Cause.of(e), e);
        }
    }

    private static Outcome failed(TrialHistory trial, TrainingFailedException e) {
        return new Outcome(
                trial.start().trial(),
                0,
                false,
                Double.POSITIVE_INFINITY,
                new Violation("trial " + trial.start().trial(), "It cannot be trained again: " + Cause.of(e)));
    }

    private static Precision precision(TrialHistory trial) {
        return trial.start().precision();
    }

    private Precision own(TrialHistory trial) {
        Precision recorded = precision(trial);
        return means.precision().orElse(means.trainer().precisions().contains(recorded) ? recorded : Precision.FP32);
    }

    /** A wrapper of an epoch's batches. */
    @FunctionalInterface
    private interface Part {
        ImageBatches of(ImageBatches batches);
    }

    /** The first batches of an epoch, fewer if they take long. */
    private static final class Beginning implements ImageBatches {

        private final ImageBatches batches;
        private final int most;
        private final long deadline;
        private int handedOut;

        Beginning(ImageBatches batches, int most, long deadline) {
            this.batches = batches;
            this.most = most;
            this.deadline = deadline;
        }

        @Override
        public @Nullable ImageBatch next() throws IOException {
            if (handedOut == most || (handedOut >= LEAST_STEPS && System.nanoTime() - deadline > 0)) {
                return null;
            }
            handedOut++;
            return batches.next();
        }

        @Override
        public void close() {
            batches.close();
        }
    }

    /** A trial in training again. */
    private final class Training implements AutoCloseable {

        private final TrialHistory trial;
        private final Settings settings;
        private final TrialPlan plan;
        private final TrialData data;
        private final TrainingSession session;

        Training(TrialHistory trial) throws IOException, TrainingFailedException {
            this(
                    trial,
                    Derivation.of(drivers.of(trial), trial.start().network().unpack())
                            .beginning(trial.start(), models));
        }

        Training(TrialHistory trial, WeightedNetwork network) throws TrainingFailedException {
            this.trial = trial;
            this.settings = drivers.of(trial);
            this.plan = TrialPlan.of(settings, 1);
            this.data = new TrialData(dataset, settings.data());
            TrainingPlan recorded = plan.training(
                    trial.start().hyperparameters(), new DeviceSet(trial.start().gpus()), seed(Purpose.WEIGHTS));
            this.session = means.trainer()
                    .start(
                            network.network(),
                            network.weights(),
                            new TrainingPlan(
                                    recorded.batchSize(),
                                    recorded.learningRate(),
                                    recorded.momentum(),
                                    recorded.weightDecay(),
                                    recorded.labelSmoothing(),
                                    recorded.normalization(),
                                    own(trial),
                                    means.devices(),
                                    recorded.threads(),
                                    recorded.seed()));
        }

        private long seed(Purpose purpose) {
            return Seeds.of(settings.run()).of(trial.start().sequence(), purpose);
        }

        EpochResult train(int epoch, Part part, Fingerprint losses)
                throws TrainingFailedException, IOException, InterruptedException {
            DeviceSet devices = new DeviceSet(trial.start().gpus());
            int batch = plan.trainingBatch(trial.start().hyperparameters(), devices);
            try (ImageBatches batches = part.of(data.training(batch, seed(Purpose.DATA), epoch))) {
                return session.train(batches, epoch, (images, loss) -> losses.add(loss));
            }
        }

        Evaluation evaluate() throws TrainingFailedException, IOException, InterruptedException {
            DeviceSet devices = new DeviceSet(trial.start().gpus());
            try (ImageBatches batches = data.validation(plan.evaluationBatch(devices))) {
                return session.evaluate(batches);
            }
        }

        @Override
        public void close() {
            session.close();
        }
    }
}

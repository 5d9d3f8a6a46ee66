// SPDX-License-Identifier: Apache-2.0
package org.aiperf.trial;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.channels.ClosedByInterruptException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.DoubleConsumer;
import org.aiperf.dataset.DamagedShardException;
import org.aiperf.device.DeviceSet;
import org.aiperf.foreign.Cause;
import org.aiperf.history.EpochFinished;
import org.aiperf.history.ModelStore;
import org.aiperf.history.TrialEnded;
import org.aiperf.history.TrialEnded.State;
import org.aiperf.image.ImageBatches;
import org.aiperf.network.Weights;
import org.aiperf.operations.OperationCount;
import org.aiperf.search.Model;
import org.aiperf.search.Models;
import org.aiperf.search.morph.WeightedNetwork;
import org.aiperf.training.EpochResult;
import org.aiperf.training.Evaluation;
import org.aiperf.training.Trainer;
import org.aiperf.training.TrainingFailedException;
import org.aiperf.training.TrainingPlan;
import org.aiperf.training.TrainingSession;
import org.aiperf.training.TrainingUnavailableException;
import org.aiperf.trial.Seeds.Purpose;
import org.aiperf.trial.TrialDesk.Decision;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Trains one network epoch by epoch, reports each epoch, stops by the rules and stores the best weights. A network that
 * cannot be built, diverges or does not fit into memory is a failed trial. Thread-safe.
 */
public final class TrainingLoop {

    private static final Logger LOG = LoggerFactory.getLogger(TrainingLoop.class);

    private final TrialPlan plan;
    private final Seeds seeds;
    private final Trainer trainer;
    private final TrialData data;
    private final ModelStore models;
    private final InstantSource clock;

    public TrainingLoop(TrialPlan plan, Trainer trainer, TrialData data, ModelStore models, InstantSource clock) {
        this.plan = plan;
        this.seeds = Seeds.of(plan.settings().run());
        this.trainer = trainer;
        this.data = data;
        this.models = models;
        this.clock = clock;
    }

    /** The library that trains. */
    String backend() {
        return trainer.backend();
    }

    /** Where trials find their parents' models. */
    Models models() {
        return models;
    }

    /** @throws TrainingUnavailableException if nothing can be trained here */
    TrialEnded run(TrialOrder order, Weights weights, TrialDesk desk, DoubleConsumer operations) {
        Progress progress = new Progress(order);
        Ticket ticket = order.ticket();
        TrainingPlan trainingPlan =
                plan.training(ticket.hyperparameters(), order.devices(), seeds.of(ticket.sequence(), Purpose.WEIGHTS));
        try (TrainingSession session = trainer.start(order.network(), weights, trainingPlan)) {
            train(session, trainingPlan, progress, desk, operations);
        } catch (TrainingFailedException e) {
            progress.end(State.FAILED, e.reason() + ": " + Cause.of(e));
        } catch (DamagedShardException e) {
            progress.end(State.FAILED, Cause.of(e));
            // First the record of this trial: the run ends with the next sentence.
            desk.end(progress.ended(clock.millis(), plan.prediction()));
            desk.abort("Trial " + order.trial() + " cannot read its data: " + Cause.of(e));
        } catch (InterruptedException | InterruptedIOException | ClosedByInterruptException e) {
            Thread.currentThread().interrupt();
            progress.end(State.CUT, "The task was interrupted");
        } catch (TrainingUnavailableException e) {
            throw e;
        } catch (IOException | RuntimeException | OutOfMemoryError e) {
            // Whatever a network or a node can bring about costs this trial only; many in a row end the run.
            LOG.warn("Trial {} failed", order.trial(), e);
            progress.end(State.FAILED, e.getClass().getSimpleName() + ": " + Cause.of(e));
        }
        return stored(progress);
    }

    private void train(
            TrainingSession session,
            TrainingPlan trainingPlan,
            Progress progress,
            TrialDesk desk,
            DoubleConsumer operations)
            throws TrainingFailedException, IOException, InterruptedException {
        TrialOrder order = progress.order;
        Heartbeat signs = new Heartbeat(desk, order.trial(), plan.signInterval(), clock);
        Optional<EarlyStopping> stopping = plan.stopping(order.ticket().round());
        for (int epoch = 0; epoch < order.epochs(); epoch++) {
            EpochFinished finished = epoch(session, trainingPlan, order, epoch, signs, operations);
            progress.add(finished, session);
            Decision decision = desk.epoch(finished);
            if (decision == Decision.KEEP) {
                keep(progress);
            } else if (decision != Decision.GO) {
                progress.end(State.CUT, "The run ended");
                return;
            }
            if (stopping.isPresent() && stopping.get().stops(progress.epochs)) {
                progress.end(State.FINISHED, "No gain in the last epochs");
                return;
            }
        }
        progress.end(State.FINISHED, "The budget of %d epochs was used up".formatted(order.epochs()));
    }

    private EpochFinished epoch(
            TrainingSession session,
            TrainingPlan trainingPlan,
            TrialOrder order,
            int epoch,
            Heartbeat signs,
            DoubleConsumer operations)
            throws TrainingFailedException, IOException, InterruptedException {
        OperationCount count = order.operations();
        double trainOperations = count == null ? 0 : count.trainPerImage();
        double evalOperations = count == null ? 0 : count.evalPerImage();
        DeviceSet devices = trainingPlan.devices();
        Fingerprint fingerprint = new Fingerprint(epoch == 0 ? Fingerprint.STEPS : 0);
        long begin = clock.millis();
        EpochResult trained;
        try (ImageBatches batches = data.training(
                plan.trainingBatch(order.ticket().hyperparameters(), devices),
                seeds.of(order.ticket().sequence(), Purpose.DATA),
                epoch)) {
            trained = session.train(batches, epoch, (images, loss) -> {
                operations.accept(images * trainOperations);
                signs.onStep();
                fingerprint.add(loss);
            });
        }
        Evaluation evaluated;
        try (ImageBatches batches = data.validation(plan.evaluationBatch(devices))) {
            evaluated = session.evaluate(batches);
        }
        operations.accept(evaluated.images() * evalOperations);
        return new EpochFinished(
                clock.millis(),
                order.trial(),
                epoch + 1,
                begin,
                trained.images(),
                evaluated.images(),
                trained.loss(),
                trained.accuracy(),
                evaluated.loss(),
                evaluated.accuracy(),
                trainingPlan.learningRate().rate(epoch),
                trained.dataTime().toMillis(),
                trained.trainTime().toMillis(),
                evaluated.time().toMillis(),
                epoch == 0 ? fingerprint.losses() : null);
    }

    /** Stores the run's best model before its trial ends: what follows may be cut off. */
    private void keep(Progress progress) throws InterruptedIOException, ClosedByInterruptException {
        try {
            save(progress);
        } catch (InterruptedIOException | ClosedByInterruptException e) {
            throw e;
        } catch (IOException e) {
            LOG.warn(
                    "Trial {} is the best so far and cannot store its model yet: {}",
                    progress.order.trial(),
                    Cause.of(e));
        }
    }

    private void save(Progress progress) throws IOException {
        TrialOrder order = progress.order;
        Weights best = Objects.requireNonNull(progress.best);
        progress.model =
                models.save(order.trial(), new Model(new WeightedNetwork(order.network(), best), order.seedLayers()));
    }

    private TrialEnded stored(Progress progress) {
        if (progress.best != null && progress.state == State.FINISHED) {
            try {
                save(progress);
            } catch (IOException e) {
                // A finished trial may become a parent, and children would not find this one.
                progress.end(State.FAILED, "Its model cannot be stored: " + Cause.of(e));
            }
        }
        return progress.ended(clock.millis(), plan.prediction());
    }

    /** A trial on its way: its epochs, the weights of the best one, and how it ended. */
    private static final class Progress {

        private final TrialOrder order;
        private final List<EpochFinished> epochs = new ArrayList<>();
        private double accuracy = -1;
        private @Nullable Weights best;
        private @Nullable String model;
        private State state = State.CUT;
        private String reason = "";

        Progress(TrialOrder order) {
            this.order = order;
        }

        void add(EpochFinished epoch, TrainingSession session) {
            epochs.add(epoch);
            if (epoch.validationAccuracy() > accuracy) {
                accuracy = epoch.validationAccuracy();
                best = session.weights();
            }
        }

        void end(State end, String why) {
            state = end;
            reason = why;
        }

        TrialEnded ended(long time, AccuracyPrediction prediction) {
            return new TrialEnded(
                    time,
                    order.trial(),
                    state,
                    reason,
                    best == null ? null : accuracy,
                    state == State.FINISHED ? predicted(prediction) : null,
                    state == State.FINISHED ? model : null);
        }

        private @Nullable Double predicted(AccuracyPrediction prediction) {
            OptionalDouble predicted = prediction.predict(
                    epochs.stream().map(EpochFinished::validationAccuracy).toList(), order.epochs());
            return predicted.isPresent() ? predicted.getAsDouble() : null;
        }
    }
}

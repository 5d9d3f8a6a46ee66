// SPDX-License-Identifier: Apache-2.0
package org.aiperf.spark.dl4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.aiperf.config.Settings;
import org.aiperf.config.SettingsLoader;
import org.aiperf.dataset.Dataset;
import org.aiperf.dataset.Datasets;
import org.aiperf.device.DeviceSet;
import org.aiperf.history.EpochFinished;
import org.aiperf.history.History;
import org.aiperf.history.HistoryLog;
import org.aiperf.history.ModelStore;
import org.aiperf.history.Records;
import org.aiperf.history.RunDirectory;
import org.aiperf.history.TrialEnded;
import org.aiperf.history.TrialStarted;
import org.aiperf.image.ImageBatches;
import org.aiperf.image.LimitedBatches;
import org.aiperf.network.Network;
import org.aiperf.network.Weights;
import org.aiperf.search.Model;
import org.aiperf.search.morph.WeightedNetwork;
import org.aiperf.submission.Claim;
import org.aiperf.submission.Origin;
import org.aiperf.submission.Packing;
import org.aiperf.submission.Submission;
import org.aiperf.submission.Violation;
import org.aiperf.training.Evaluation;
import org.aiperf.training.LearningRateSchedule;
import org.aiperf.training.Normalization;
import org.aiperf.training.StepListener;
import org.aiperf.training.TrainingPlan;
import org.aiperf.training.TrainingSession;
import org.aiperf.training.dl4j.Dl4jTrainer;
import org.aiperf.unit.Precision;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A model that has learnt a little, packed and asked again through Spark. */
class DistributedEvaluationTest {

    private static final int VALIDATED = 300;
    private static final Network NETWORK = Records.NETWORK;

    private final Path temporary;
    private final RunDirectory run;
    private final Settings settings;

    DistributedEvaluationTest(@TempDir Path temporary) throws Exception {
        this.temporary = temporary;
        this.run = RunDirectory.of(temporary.resolve("run").toString());
        this.settings = new SettingsLoader(null).load(null, List.of("data.validation-limit=" + VALIDATED));
    }

    @Test
    void aModelIsAskedAgainByOtherLayersOnSpark() throws Exception {
        double accuracy = trained();

        assertThat(accuracy).isGreaterThan(0.2);
        ModelVerification honest = verify(accuracy, Optional.empty());
        assertThat(honest.violations()).isEmpty();
        assertThat(honest.evaluation().orElseThrow().images()).isEqualTo(VALIDATED);
        assertThat(honest.evaluation().orElseThrow().accuracy()).isCloseTo(accuracy, within(1.0 / VALIDATED));
        assertThat(honest.sentence().orElseThrow()).contains("of 300 validation images right");

        assertThat(verify(accuracy + 0.1, Optional.of(NETWORK)).violations())
                .extracting(Violation::toString)
                .satisfiesExactly(
                        network -> assertThat(network).contains("model of trial 000000: It is the network"),
                        claim -> assertThat(claim).contains("of 300 images rightly", "and the history says"));
    }

    /** Trains a little and stores the model. */
    private double trained() throws Exception {
        Dataset data = new Datasets(settings.data().cache()).open(settings.data());
        TrainingPlan plan = new TrainingPlan(
                60,
                new LearningRateSchedule.Constant(0.1),
                0.9,
                0,
                0.1,
                Normalization.UNIT,
                Precision.FP32,
                DeviceSet.CPU,
                1,
                1);
        try (TrainingSession session = new Dl4jTrainer(1L << 40).start(NETWORK, Weights.NONE, plan)) {
            try (ImageBatches batches = LimitedBatches.of(data.training(32, 1, 0), 640)) {
                session.train(batches, 0, StepListener.NONE);
            }
            new ModelStore(run).save("000000", new Model(new WeightedNetwork(NETWORK, session.weights()), 5));
            try (ImageBatches batches = LimitedBatches.of(data.validation(60), VALIDATED)) {
                Evaluation evaluation = session.evaluate(batches);
                return evaluation.accuracy();
            }
        }
    }

    /** Packs a run that claims an accuracy, and perhaps that it trained another network, and asks the model. */
    private ModelVerification verify(double accuracy, Optional<Network> forged) throws Exception {
        TrialStarted start = Records.trial(1, "000000", 0, "0/0", null);
        if (forged.isEmpty()) {
            start = withHash(start, "%016x".formatted(NETWORK.hash()));
        } else {
            start = withHash(start, "0123456789abcdef");
        }
        RunDirectory packed =
                RunDirectory.of(temporary.resolve("run-" + accuracy).toString());
        History history = Records.history(
                Records.started(0, packed.name(), 1, settings),
                start,
                validated(Records.epoch(11, "000000", 1, accuracy)),
                Records.ended(12, "000000", TrialEnded.State.FINISHED, "done"));
        write(packed, history);
        new ModelStore(packed).save("000000", new ModelStore(run).load("000000"));
        Path zip = temporary.resolve(accuracy + ".zip");
        new Packing(packed, history, settings, "test", Origin.UNKNOWN).write(zip, Optional.empty());
        Submission submission = Submission.open(zip, temporary.resolve("unpacked-" + accuracy));
        return ModelVerification.of(submission, Claim.of(history, settings), Optional.empty());
    }

    private static void write(RunDirectory directory, History history) throws IOException {
        try (HistoryLog log = HistoryLog.create(directory, 1)) {
            List<org.aiperf.history.HistoryRecord> records = new ArrayList<>(history.attempts());
            history.trials().forEach(trial -> {
                records.add(trial.start());
                records.addAll(trial.epochs());
                records.add(java.util.Objects.requireNonNull(trial.end()));
            });
            for (org.aiperf.history.HistoryRecord record : records) {
                log.append(record);
            }
        }
    }

    private static TrialStarted withHash(TrialStarted start, String hash) {
        return new TrialStarted(
                start.time(),
                start.trial(),
                start.sequence(),
                start.round(),
                start.slot(),
                start.gpus(),
                start.parent(),
                start.morphs(),
                start.seedLayers(),
                start.network(),
                hash,
                start.hyperparameters(),
                start.epochs(),
                start.backend(),
                start.precision(),
                start.operations(),
                start.search());
    }

    private static EpochFinished validated(EpochFinished epoch) {
        return new EpochFinished(
                epoch.time(),
                epoch.trial(),
                epoch.epoch(),
                epoch.start(),
                epoch.imagesTrained(),
                VALIDATED,
                epoch.loss(),
                epoch.trainAccuracy(),
                epoch.validationLoss(),
                epoch.validationAccuracy(),
                epoch.learningRate(),
                epoch.dataMillis(),
                epoch.trainMillis(),
                epoch.evaluateMillis());
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.aiperf.trial;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.aiperf.config.Settings;
import org.aiperf.config.SettingsLoader;
import org.aiperf.dataset.Dataset;
import org.aiperf.dataset.Datasets;
import org.aiperf.device.DeviceSet;
import org.aiperf.history.EpochFinished;
import org.aiperf.history.History;
import org.aiperf.history.ModelStore;
import org.aiperf.history.RecordJson;
import org.aiperf.history.RecordedData;
import org.aiperf.history.RunDirectory;
import org.aiperf.history.RunStarted;
import org.aiperf.history.TrialHistory;
import org.aiperf.network.Shape.FeatureMap;
import org.aiperf.search.Searches;
import org.aiperf.submission.Answer;
import org.aiperf.submission.Challenge;
import org.aiperf.submission.Replay;
import org.aiperf.submission.Violation;
import org.aiperf.training.Trainer;
import org.aiperf.training.dl4j.Dl4jTrainer;
import org.aiperf.training.dl4j.Layers;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;

/** Real trials on real images, and a verifier who trains them again from what they recorded. */
@TestInstance(Lifecycle.PER_CLASS)
class ReplayTest {

    private static final int TRIALS = 4;

    private Path temporary;
    private Dataset dataset;
    private RunDirectory run;
    private History history;

    @BeforeAll
    void runTrials(@TempDir Path directory) throws Exception {
        temporary = directory;
        Settings settings = new SettingsLoader(null)
                .load(
                        null,
                        List.of(
                                "training.batch-size=32",
                                "training.epochs={warm-up=[1],maximum=1,scale=1}",
                                "data.train-limit=320",
                                "data.validation-limit=200",
                                "search.strategy=evolution",
                                "search.seed-networks=[resnet-8-strided]",
                                "search.hyperparameters={strategy=random,from-round=0,kernel-size=[3],dropout-rate={min=0.05,max=0.2}}",
                                "run.nonce=cup"));
        dataset = new Datasets(directory).open(settings.data());
        run = RunDirectory.of(directory.resolve("run").toString());
        ModelStore models = new ModelStore(run);
        TrialPlan plan = TrialPlan.of(settings, 1);
        Trials trials = new Trials(
                plan,
                Searches.networks(settings.search(), settings.training(), new FeatureMap(28, 28, 1), 10, models),
                new TrainingLoop(
                        plan, trainer(), new TrialData(dataset, settings.data()), models, InstantSource.system()),
                InstantSource.system(),
                "driver");
        LocalDesk desk = new LocalDesk(TRIALS, 1, 0);
        for (int i = 0; i < TRIALS; i++) {
            trials.run(desk, "0/" + i, slot -> DeviceSet.CPU, operations -> {});
        }
        history = new History();
        history.apply(new RunStarted(
                RunStarted.FORMAT,
                0,
                "run",
                1,
                new ObjectMapper().readTree(settings.render()),
                Map.of(),
                RecordedData.of(dataset)));
        desk.started().forEach(history::apply);
        desk.epochs().forEach(history::apply);
        desk.ended().forEach(history::apply);
    }

    private static Trainer trainer() {
        return new Dl4jTrainer(Long.MAX_VALUE);
    }

    private Replay replay(History recorded, Trainer trainer) {
        return new Replay(
                recorded,
                trial -> true,
                new ModelStore(run),
                dataset,
                new Replay.Means(trainer, DeviceSet.CPU, Optional.empty()),
                Duration.ofMinutes(1));
    }

    @Test
    void theSameLibraryGivesEqualBitsAgain() throws Exception {
        Replay replay = replay(history, trainer());

        assertThat(replay.chosen(9, 5)).hasSize(TRIALS);
        assertThat(history.trials()).anyMatch(trial -> trial.start().parent() != null);
        for (TrialHistory trial : replay.chosen(9, 5)) {
            assertThat(replay.firstSteps(trial))
                    .isEqualTo(new Replay.Outcome(trial.start().trial(), 10, true, 0, null));
            assertThat(replay.whole(trial))
                    .isEqualTo(new Replay.Outcome(trial.start().trial(), 1, true, 0, null));
        }
    }

    @Test
    void anotherLibraryStaysWithinTheTolerance() throws Exception {
        Replay replay = replay(history, new Dl4jTrainer(Long.MAX_VALUE, Layers.STOCK));

        for (TrialHistory trial : replay.candidates()) {
            Replay.Outcome outcome = replay.firstSteps(trial);
            assertThat(outcome.violation()).isNull();
            assertThat(outcome.difference()).isLessThan(1);
        }
    }

    @Test
    void inventedLossesAreFound() throws Exception {
        History forged = new History();
        forged.apply(history.latestAttempt());
        for (TrialHistory trial : history.trials()) {
            forged.apply(trial.start());
            for (EpochFinished epoch : trial.epochs()) {
                String json = RecordJson.write(epoch);
                forged.apply(
                        RecordJson.read(json.replaceFirst("\"firstLosses\":\\[\\d\\.\\d\\d", "\"firstLosses\":[2.29")));
            }
        }
        Replay replay = replay(forged, trainer());

        for (TrialHistory trial : replay.candidates()) {
            assertThat(Objects.requireNonNull(replay.firstSteps(trial).violation())
                            .what())
                    .startsWith("Trained again, step 1 has a loss of ")
                    .contains("is recorded, and 0.010 % of difference are allowed");
        }
    }

    @Test
    void anAnswerHasTheModelsThatTheHistoryFixed() throws Exception {
        Challenge challenge = Challenge.of(history, 3, 11);
        Path zip = temporary.resolve("answer.zip");
        Answer.write(run, history, Challenge.read(challenge.json()), zip);
        Answer answer = Answer.open(zip, temporary.resolve("answer"));
        List<Violation> found = new ArrayList<>();

        answer.compare(history, challenge, found::add);
        assertThat(found).isEmpty();
        for (TrialHistory trial : history.trials()) {
            String id = trial.start().trial();
            if (challenge.trials().contains(id)) {
                double accuracy = trial.accuracy().orElseThrow();
                assertThat(replay(history, trainer())
                                .evaluated(trial, answer.models().load(id)))
                        .isEqualTo(accuracy);
            }
        }
        assertThat(Challenge.chance(20, Challenge.INVENTED)).isBetween(0.988, 0.989);

        new Answer(answer.directory(), Map.of(challenge.trials().get(0), "0".repeat(64)))
                .compare(history, challenge, found::add);
        assertThat(found)
                .asString()
                .contains("The answer lacks its model")
                .contains("The model of the answer is not the one that the history fixed: SHA-256 000");
    }
}

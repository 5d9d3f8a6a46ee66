// SPDX-License-Identifier: Apache-2.0
package org.aiperf.config;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.ConfigFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.aiperf.config.DataSettings.Preprocessing;
import org.aiperf.config.ScoreSettings.Validity;
import org.aiperf.config.SearchSettings.Choice;
import org.aiperf.config.SearchSettings.Extrapolation;
import org.aiperf.config.SearchSettings.Hyperparameters;
import org.aiperf.config.SearchSettings.Morph;
import org.aiperf.config.SearchSettings.Prediction;
import org.aiperf.config.SearchSettings.Strategy;
import org.aiperf.config.SearchSettings.Tpe;
import org.aiperf.config.StoppingSettings.Criterion;
import org.aiperf.config.StoppingSettings.Metric;
import org.aiperf.config.StoppingSettings.Rule;
import org.aiperf.config.TrainingSettings.Backend;
import org.aiperf.config.TrainingSettings.Epochs;
import org.aiperf.config.TrainingSettings.InitialWeights;
import org.aiperf.config.TrainingSettings.Optimizer;
import org.aiperf.config.TrainingSettings.Schedule;
import org.aiperf.unit.Definition;
import org.aiperf.unit.Precision;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SettingsTest {
    private static final Path CONF = Path.of("conf");

    private final SettingsLoader loader = new SettingsLoader(CONF);

    @Test
    void everyDefaultIsMapped() throws InvalidSettingsException {
        assertThat(loader.load(null, List.of()))
                .isEqualTo(new Settings(
                        new RunSettings(
                                "",
                                "runs",
                                RunSettings.Existing.REFUSE,
                                30000,
                                Duration.ofHours(12),
                                0,
                                Duration.ofHours(1),
                                1,
                                Duration.ofSeconds(10),
                                Duration.ofMinutes(10),
                                ""),
                        new DataSettings(
                                "resource:fashion-mnist",
                                Preprocessing.AS_IS,
                                0,
                                128,
                                0,
                                0,
                                0,
                                "~/.cache/aiperf",
                                204800),
                        new TrainingSettings(
                                Backend.AUTO,
                                TrainingSettings.Arithmetic.AUTO,
                                Optimizer.SGD,
                                64,
                                64,
                                0.1,
                                0,
                                Schedule.LINEAR,
                                60,
                                0.9,
                                0,
                                0.1,
                                new Epochs(List.of(15, 30, 45), 60, 1),
                                0,
                                InitialWeights.PARENT),
                        new SearchSettings(
                                Strategy.BAYESIAN,
                                SearchSettings.Acquisition.EXPECTED_IMPROVEMENT,
                                SearchSettings.DistanceBackend.AUTO,
                                List.of("resnet-8"),
                                List.of(Morph.values()),
                                1,
                                50,
                                10,
                                1L << 30,
                                1000,
                                1000,
                                1L << 22,
                                new Hyperparameters(
                                        Choice.TPE,
                                        3,
                                        new RealRange(0, 0.2),
                                        List.of(3, 5, 7),
                                        new WholeRange(64, 64),
                                        new RealRange(0.1, 0.1),
                                        new Tpe(20, 24, 0.25)),
                                new Prediction(Extrapolation.CURVE, 90, 0.95)),
                        new StoppingSettings(Rule.ARTICLE, new Criterion(Metric.ACCURACY, 0, 10, 0, 60)),
                        new ScoreSettings(
                                Definition.FIXED,
                                Duration.ofMinutes(12),
                                Duration.ofMinutes(6),
                                new Validity(0.7, Duration.ofHours(1), Precision.FP16))));
    }

    /** A key that reference.conf has and no record reads is refused as unknown; this is the other direction. */
    @Test
    void everySettingStandsInTheReference() throws InvalidSettingsException {
        Set<String> settings = loader.load(null, List.of()).entries().keySet();

        assertThat(ConfigFactory.parseResources("reference.conf").resolve().entrySet())
                .extracting(Map.Entry::getKey)
                .containsExactlyInAnyOrderElementsOf(settings);
    }

    @Test
    void aCompleteSetOfOtherValuesIsMapped() throws InvalidSettingsException {
        Settings defaults = loader.load(null, List.of());
        Settings changed = loader.load(
                "src/test/resources/config/everything.conf", List.of("aiperf.run.name=other", "run.seed=-3"));

        assertThat(changed.entries().keySet()).isEqualTo(defaults.entries().keySet());
        // There is one optimizer.
        assertThat(changed.entries().entrySet())
                .filteredOn(entry -> entry.getValue().equals(defaults.entries().get(entry.getKey())))
                .extracting(Map.Entry::getKey)
                .containsExactly("aiperf.training.optimizer");
        assertThat(changed.run())
                .extracting(RunSettings::name, RunSettings::seed)
                .containsExactly("other", -3L);
    }

    @Test
    void embeddedIsAShortRunOnTwoSlots() throws InvalidSettingsException {
        Settings settings = loader.load("embedded", List.of());

        assertThat(settings.run().concurrency()).isEqualTo(2);
        assertThat(settings.run().trials()).isGreaterThanOrEqualTo(12);
        assertThat(settings.run().duration()).isLessThan(Duration.ofMinutes(6));
        Epochs epochs = settings.training().epochs();
        assertThat(epochs.warmUp())
                .extracting(each -> Math.round(each * epochs.scale()))
                .containsExactly(1L, 2L, 2L);
        assertThat(Math.round(epochs.maximum() * epochs.scale())).isEqualTo(3);
    }

    @Test
    void imagenetHasTheValuesOfTheReference() throws InvalidSettingsException {
        Settings settings = loader.load("imagenet", List.of());

        assertThat(settings.run().trials()).isEqualTo(30000);
        assertThat(settings.run().duration()).isEqualTo(Duration.ofHours(12));
        assertThat(settings.training().batchSize()).isEqualTo(448);
        assertThat(settings.training().scheduleEpochs()).isEqualTo(60);
        assertThat(settings.search().seedNetworks()).containsExactly("resnet-50");
        assertThat(settings.search().hyperparameters().batchSize()).isEqualTo(new WholeRange(384, 448));
        assertThat(settings.search().hyperparameters().learningRate()).isEqualTo(new RealRange(0.1, 0.1));
        assertThat(settings.data())
                .extracting(DataSettings::preprocessing, DataSettings::imageSize)
                .containsExactly(Preprocessing.AIPERF, 224);
        assertThat(settings.score().validity()).isEqualTo(new Validity(0.7, Duration.ofHours(1), Precision.FP16));
    }

    @Test
    void smokeTrainsFourTrialsForOneEpochOfAPartOfTheImages() throws InvalidSettingsException {
        Settings settings = loader.load("smoke", List.of());

        assertThat(settings.run().trials()).isEqualTo(4);
        assertThat(settings.training().epochs()).isEqualTo(new Epochs(List.of(), 1, 1));
        assertThat(settings.data().trainLimit()).isPositive();
        assertThat(settings.data().validationLimit()).isPositive();
    }

    @ParameterizedTest
    @ValueSource(strings = {"embedded", "imagenet", "smoke", "src/test/resources/config/everything.conf"})
    void whatIsRenderedIsReadBackExactly(String file) throws InvalidSettingsException {
        Settings settings = loader.load(
                file,
                List.of("run.duration=1500.5 ms", "run.seed=9007199254740993", "data.location=hdfs://host/a#\"b\""));

        assertThat(settings.run().seed()).isEqualTo(9007199254740993L);
        assertThat(settings.run().duration()).isEqualTo(Duration.ofNanos(1_500_500_000));
        assertThat(settings.data().location()).isEqualTo("hdfs://host/a#\"b\"");
        assertThat(settings.render()).doesNotContain("\n");
        assertThat(Settings.parse(settings.render())).isEqualTo(settings);
    }

    @Test
    void aDefaultThatRefersToAnotherSettingFollowsIt() throws InvalidSettingsException {
        Settings settings = loader.load(null, List.of("training.batch-size=128", "training.epochs.maximum=90"));

        assertThat(settings.training().evaluationBatchSize()).isEqualTo(128);
        assertThat(settings.search().hyperparameters().batchSize()).isEqualTo(new WholeRange(128, 128));
        assertThat(settings.training().scheduleEpochs()).isEqualTo(90);
    }

    @ParameterizedTest
    @CsvSource({"article, 0, 10", "article, 9, 10", "v1, 0, 6", "v1, 2, 10", "v1, 7, 20", "v1, 50, 20"})
    void patienceOfTheRules(String rule, int round, int patience) throws InvalidSettingsException {
        Criterion criterion = loader.load(null, List.of("stopping.rule=" + rule))
                .stopping()
                .criterion()
                .orElseThrow();

        assertThat(criterion.patienceIn(round)).isEqualTo(patience);
    }

    @Test
    void aCustomRuleIsTheUsersOwnAndNoneIsNone() throws InvalidSettingsException {
        assertThat(loader.load(null, List.of("stopping.rule=custom", "stopping.custom.patience=4"))
                        .stopping()
                        .criterion())
                .contains(new Criterion(Metric.ACCURACY, 0, 4, 0, 60));
        assertThat(loader.load(null, List.of("stopping.rule=none")).stopping().criterion())
                .isEmpty();
    }

    @Test
    void theCacheIsBelowTheHomeOfTheUser() throws InvalidSettingsException {
        assertThat(loader.load(null, List.of()).data().cache())
                .isEqualTo(Path.of(System.getProperty("user.home"), ".cache", "aiperf"));
        assertThat(loader.load(null, List.of("data.cache-directory=/scratch"))
                        .data()
                        .cache())
                .isEqualTo(Path.of("/scratch"));
    }
}

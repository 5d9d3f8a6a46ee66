// SPDX-License-Identifier: Apache-2.0
package org.aiperf.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SettingsErrorsTest {
    private static final SettingsLoader LOADER = new SettingsLoader(Path.of("conf"));

    @TempDir
    @SuppressWarnings("NullAway.Init") // JUnit sets it
    private Path directory;

    private static List<String> errors(@Nullable String file, String... sets) {
        return catchThrowableOfType(InvalidSettingsException.class, () -> LOADER.load(file, List.of(sets)))
                .errors();
    }

    private String file(String content) throws IOException {
        return Files.writeString(directory.resolve("my.conf"), content).toString();
    }

    @Test
    void allMistakesAreListedTogetherWithFileAndLine() throws IOException {
        String file = file("""
                aiperf {
                  training {
                    batch-size = "x"
                    lerning-rate = 0.1
                  }
                  run.duration = 330
                  run.trials = 0
                  stopping.rule = ours
                  search.hyperparameters {
                    kernel-size = [3, 4]
                    dropout-rate { min = 0.5, max = 0.2 }
                  }
                }
                """);

        assertThat(errors(file, "training.momentum=1", "oops"))
                .containsExactly(
                        "--set oops: expected key=value",
                        "--set training.momentum=1: aiperf.training.momentum = 1: expected a number of at least 0 and"
                                + " below 1",
                        file + ": 3: aiperf.training.batch-size = \"x\": expected a whole number from 1 to 65536",
                        file + ": 4: aiperf.training.lerning-rate: unknown key; did you mean"
                                + " aiperf.training.learning-rate?",
                        file + ": 6: aiperf.run.duration = 330: expected a duration with its unit, such as 90 s, 5.5 m"
                                + " or 12 h, of at least 1 s",
                        file + ": 7: aiperf.run.trials = 0: expected a whole number from 1 to 10000000",
                        file + ": 8: aiperf.stopping.rule = \"ours\": expected article, v1, custom or none",
                        file + ": 10: aiperf.search.hyperparameters.kernel-size = [3,4]: expected a list [..] of at"
                                + " least one element, each a whole number, one of 1, 3, 5, 7, 9, 11",
                        file + ": 11: aiperf.search.hyperparameters.dropout-rate.min = 0.5: expected no more than the"
                                + " maximum, which is 0.2");
    }

    @Test
    void theMessageHoldsEveryError() {
        assertThatExceptionOfType(InvalidSettingsException.class)
                .isThrownBy(() -> LOADER.load(null, List.of("run.trials=0", "run.seed=1.5")))
                .withMessage("2 errors in the settings:\n  "
                        + "--set run.seed=1.5: aiperf.run.seed = 1.5: expected a whole number\n  "
                        + "--set run.trials=0: aiperf.run.trials = 0: expected a whole number from 1 to 10000000");
    }

    @ParameterizedTest
    @CsvSource({
        "run.trails, aiperf.run.trials",
        "batch-size, aiperf.training.batch-size",
        "trainings.momentum, aiperf.training",
        "aiperf.score.validity.acuracy, aiperf.score.validity.accuracy",
    })
    void anUnknownKeyIsShownTheNearest(String key, String nearest) {
        assertThat(errors(null, key + "=1"))
                .singleElement()
                .asString()
                .startsWith("--set " + key + "=1: aiperf.")
                .endsWith(": unknown key; did you mean " + nearest + "?");
    }

    @Test
    void aKeyLikeNoOtherAndAGroupOutsideOurRootAreUnknownToo() throws IOException {
        assertThat(errors(null, "zzz=1"))
                .containsExactly("--set zzz=1: aiperf.zzz: unknown key; reference.conf lists every key");
        String file = file("training { momentum = 0.5 }");
        assertThat(errors(file)).containsExactly(file + ": 1: training: unknown key; did you mean aiperf.training?");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "search.tournament=100 | aiperf.search.tournament = 100: expected no more than the population, which is 50",
                "search.population=5 | aiperf.search.tournament = 10: expected no more than the population, which is 5",
                "training.precision=fp64 | aiperf.training.precision = \"fp64\": expected auto, fp32, tf32, bf16 or fp16",
                "training.epochs.maximum=40 | aiperf.training.epochs.warm-up = [15,30,45]: expected budgets of no more"
                        + " than the maximum, which is 40",
            })
    void valuesThatDoNotFitEachOther(String set, String error) {
        assertThat(errors(null, set)).containsExactly("--set " + set + ": " + error);
    }

    @Test
    void anArithmeticThatNoDeviceOffersByABackendIsRefused() {
        assertThat(errors(null, "training.backend=dl4j", "training.precision=tf32"))
                .singleElement()
                .asString()
                .endsWith("expected fp32 or bf16, which is what the backend dl4j offers");
    }

    @Test
    void aMistakeInAValueThatOthersReferToIsToldOnce() {
        assertThat(errors(null, "training.batch-size=many")).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "training=5 | aiperf.training = 5: expected a group of settings { .. }",
                "run.name.x=5 | aiperf.run.name = {\"x\":5}: expected a name of letters, digits, dots, hyphens and"
                        + " underscores, not of dots alone and without a hyphen first, or \"\"",
                "run.name=a/b | aiperf.run.name = \"a/b\": expected a name of letters, digits, dots, hyphens and"
                        + " underscores, not of dots alone and without a hyphen first, or \"\"",
                "run.name=.. | aiperf.run.name = \"..\": expected a name of letters, digits, dots, hyphens and"
                        + " underscores, not of dots alone and without a hyphen first, or \"\"",
                "run.name=-rf | aiperf.run.name = \"-rf\": expected a name of letters, digits, dots, hyphens and"
                        + " underscores, not of dots alone and without a hyphen first, or \"\"",
                "data.location=\"\" | aiperf.data.location = \"\": expected a text that is not empty",
                "search.morphs=[] | aiperf.search.morphs = []: expected a list [..] of at least one element, each widen,"
                        + " deepen, skip-add, skip-concat, grow-kernel, insert-basic-block, insert-bottleneck, narrow,"
                        + " remove-branch or remove-conv",
                "training.threads=3000000000 | aiperf.training.threads = 3000000000: expected a whole number from 0 to 1024",
                "run.duration=5 parsecs | aiperf.run.duration = \"5 parsecs\": expected a duration with its unit, such as"
                        + " 90 s, 5.5 m or 12 h, of at least 1 s",
            })
    void wrongTypesAndImpossibleValues(String set, String error) {
        assertThat(errors(null, set)).containsExactly("--set " + set + ": " + error);
    }

    @Test
    void filesThatAreNotThere() {
        assertThat(errors("conf/none.conf"))
                .containsExactly(
                        "conf/none.conf: no such settings file; the presets are closed-fashion-mnist, embedded, hour, imagenet, smoke");
        assertThat(errors("imagnet"))
                .containsExactly(
                        "imagnet: no such settings file; the presets are closed-fashion-mnist, embedded, hour, imagenet, smoke");
        assertThat(errors("src/main")).containsExactly("src/main: not a settings file");
    }

    @Test
    void anUnreadableFileNamesTheLine() throws IOException {
        String file = file("aiperf {\n  run { trials = 3\n");
        assertThat(errors(file)).singleElement().asString().isEqualTo(file + ": 2: the bracket { is not closed");
        assertThat(errors(file("aiperf.run.trials = ${nothing}")))
                .singleElement()
                .asString()
                .startsWith(file + ": 1: ")
                .contains("${nothing}");
        assertThat(errors(null, "search.morphs=[widen"))
                .singleElement()
                .asString()
                .startsWith("--set search.morphs=[widen: ");
    }

    @Test
    void anIncludeIsFoundBesideTheFileOrAmongThePresetsAndNeverSkipped() throws Exception {
        Files.writeString(directory.resolve("site.conf"), "aiperf.run.directory = site");
        Settings settings =
                LOADER.load(file("include \"site.conf\"\ninclude \"smoke.conf\"\naiperf.run.seed = 5"), List.of());

        assertThat(settings.run().directory()).isEqualTo("site");
        assertThat(settings.run().trials()).isEqualTo(4);
        assertThat(settings.run().seed()).isEqualTo(5);
        String file = file("include \"smok.conf\"");
        assertThat(errors(file)).containsExactly(file + ": cannot find the file of: include \"smok.conf\"");
    }

    @Test
    void recordedSettingsThatAreNoSettings() {
        assertThatExceptionOfType(InvalidSettingsException.class)
                .isThrownBy(() -> Settings.parse("{\"aiperf\":{\"run\":{\"trials\":-1}}}"))
                .withMessageStartingWith("recorded settings: 1: aiperf.run.trials = -1: expected");
        assertThatExceptionOfType(InvalidSettingsException.class)
                .isThrownBy(() -> Settings.parse("{\"aiperf\":{\"run\":{\"trials\":-1,\"seed\":\"x\"}}}"))
                .satisfies(e -> assertThat(e.errors()).hasSize(1))
                .withMessageEndingWith(" (the first of 2 errors)");
        assertThatExceptionOfType(InvalidSettingsException.class)
                .isThrownBy(() -> Settings.parse("{"))
                .withMessageContaining("recorded settings");
    }
}

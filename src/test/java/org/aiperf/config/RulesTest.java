// SPDX-License-Identifier: Apache-2.0
package org.aiperf.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.aiperf.dataset.Content;
import org.aiperf.dataset.Datasets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RulesTest {

    private final SettingsLoader presets = new SettingsLoader(Path.of("conf"));

    @Test
    void aPresetIsInTheDivisionThatItIsNamedAfter() throws Exception {
        Optional<String> digest = Datasets.shipped("resource:fashion-mnist")
                .flatMap(manifest -> manifest.content())
                .map(Content::sha256);
        for (String preset : List.of("closed-fashion-mnist", "embedded", "hour")) {
            Division division = Division.of(Rules.shipped(), List.of(presets.load(preset, List.of())), digest);

            assertThat(division.deviations()).as(preset).isEmpty();
            assertThat(division).hasToString("closed-fashion-mnist");
        }
        Division imagenet =
                Division.of(Rules.shipped(), List.of(presets.load("imagenet", List.of())), Optional.of("a".repeat(64)));
        assertThat(imagenet)
                .hasToString("open, because it is not closed-imagenet: The data set has the content digest "
                        + "a".repeat(64) + ", which is not one of the division.");
    }

    @Test
    void whatIsFreeKeepsARunInItsDivisionAndWhatIsFixedDoesNot() throws Exception {
        Rules fashion = Rules.shipped().get(1);
        Optional<String> digest = fashion.digests().stream().findFirst();
        Settings free = presets.load(
                "embedded",
                List.of(
                        "training.batch-size=128",
                        "training.precision=bf16",
                        "training.threads=2",
                        "search.strategy=evolution",
                        "run.duration=2 h",
                        "search.hyperparameters.batch-size={min=64,max=256}"));
        Settings fixed = presets.load("embedded", List.of("data.validation-limit=1", "training.momentum=0.5"));

        assertThat(fashion.deviations(free, digest)).isEmpty();
        assertThat(fashion.deviations(fixed, Optional.empty()))
                .containsExactly(
                        "The data set has no content digest.",
                        "aiperf.data.validation-limit is 1 instead of 0.",
                        "aiperf.training.momentum is 0.5 instead of 0.9.");
        assertThat(Division.of(List.of(fashion), List.of(free, fixed), digest).closed())
                .isFalse();
    }

    @Test
    void anOrganiserGivesRulesOfHisOwn(@TempDir Path temporary) throws IOException, InvalidSettingsException {
        Path file = Files.writeString(
                temporary.resolve("own.conf"),
                "rules { name = cup, data-digests = [\"" + "b".repeat(64) + "\"], fixed { run.seed = 7 } }");
        Rules rules = Rules.read(file);

        assertThat(rules.deviations(presets.load("embedded", List.of("run.seed=7")), Optional.of("b".repeat(64))))
                .isEmpty();
        assertThat(rules.deviations(presets.load("embedded", List.of()), Optional.of("b".repeat(64))))
                .containsExactly("aiperf.run.seed is 1 instead of 7.");
        for (String wrong : List.of(
                "rules { name = x }", "rules {", "rules { name = x, data-digests = [], fixed { run.sed = 7 } }")) {
            Files.writeString(file, wrong);
            assertThatThrownBy(() -> Rules.read(file)).as(wrong).isInstanceOf(InvalidSettingsException.class);
        }
        assertThatThrownBy(() -> Rules.read(temporary.resolve("none.conf")))
                .hasMessageContaining("none.conf: no such file of rules");
    }
}

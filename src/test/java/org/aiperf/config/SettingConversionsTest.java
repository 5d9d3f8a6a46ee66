// SPDX-License-Identifier: Apache-2.0
package org.aiperf.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The environment and property files know texts alone: settings are read from them as from a settings file. */
class SettingConversionsTest {

    private final SettingsLoader loader = new SettingsLoader(Path.of("conf"));
    private final Path directory;

    SettingConversionsTest(@TempDir Path directory) {
        this.directory = directory;
    }

    @Test
    void aPropertyFileIsASettingsFile() throws Exception {
        Path file = Files.writeString(directory.resolve("p.properties"), """
                aiperf.run.trials=3
                aiperf.run.duration=90 s
                aiperf.run.seed=-9007199254740993
                aiperf.training.momentum=5e-1
                aiperf.search.strategy=random
                aiperf.search.morphs.0=widen
                aiperf.search.morphs.1=deepen
                aiperf.training.epochs.warm-up.0=1
                """);
        Settings settings = loader.load(file.toString(), List.of());
        assertThat(settings.run().trials()).isEqualTo(3);
        assertThat(settings.run().duration()).isEqualTo(Duration.ofSeconds(90));
        assertThat(settings.run().seed()).isEqualTo(-9007199254740993L);
        assertThat(settings.training().momentum()).isEqualTo(0.5);
        assertThat(settings.search().morphs()).hasSize(2);
        assertThat(settings.training().epochs().warmUp()).containsExactly(1);
    }

    @Test
    void aTextOfTheEnvironmentIsWhatItHolds() throws Exception {
        Path file = Files.writeString(
                directory.resolve("e.conf"),
                "aiperf.run.seed = \"2\"\naiperf.run.trials = ${aiperf.run.seed}\naiperf.training.learning-rate = \"0.05\"\n");
        Settings settings = loader.load(file.toString(), List.of());
        assertThat(settings.run().trials()).isEqualTo(2);
        assertThat(settings.training().learningRate()).isEqualTo(0.05);
    }

    @ParameterizedTest
    @CsvSource({
        "two, a whole number", "2.5, a whole number", "0x10, a whole number", "99999999999, a whole number",
        "1e99, a whole number", "true, a whole number", "NaN, a whole number", "'', a whole number",
    })
    void aTextThatHoldsNoSuchNumberIsRefused(String text, String expected) throws Exception {
        Path file = Files.writeString(directory.resolve("bad.properties"), "aiperf.run.trials=" + text);
        assertThatThrownBy(() -> loader.load(file.toString(), List.of()))
                .isInstanceOf(InvalidSettingsException.class)
                .hasMessageContaining("bad.properties")
                .hasMessageContaining("aiperf.run.trials = \"" + text + "\": expected " + expected);
    }
}

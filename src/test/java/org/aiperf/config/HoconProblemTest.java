// SPDX-License-Identifier: Apache-2.0
package org.aiperf.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is no settings file is answered in our words, with the place where the mistake is. */
class HoconProblemTest {

    private final Path file;

    HoconProblemTest(@TempDir Path directory) {
        this.file = directory.resolve("my.conf");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "aiperf { run { trials = 3 } | 1: the bracket { is not closed",
                "aiperf {;  run { trials = 3; } | 1: the bracket { is not closed",
                "aiperf.run.trials = 3; } | 2: the bracket } closes nothing",
                "aiperf { search { morphs = [widen }; } } | 1: the bracket } does not close the [ of line 1",
                "aiperf.run.name = \"a{b\"; # { [; aiperf { | 3: the bracket { is not closed",
                "aiperf.run.trials = = 3 | 1: cannot be read from here on; look for a quote, a comma, an =",
                "aiperf.run.trials = ${NOBODY_DEFINES_THIS} | ${NOBODY_DEFINES_THIS} has no value: neither",
            })
    void saysWhereAndWhat(String text, String problem) throws Exception {
        Files.writeString(file, text.replace("; ", "\n"));
        assertThatThrownBy(() -> new SettingsLoader(Path.of("conf")).load(file.toString(), List.of()))
                .isInstanceOf(InvalidSettingsException.class)
                .hasMessageContaining(problem)
                .satisfies(e -> assertThat(e.getMessage())
                        .doesNotContain("Expecting", "enclosing", "com.typesafe", "Exception")
                        .hasLineCount(1));
    }

    /** Whoever wrote a file may have wanted its reader to be busy. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {"9 | ", "9 | x", "${ | ", "[ | ", "\"a\\ | ", "secret | =", "{a: | }"})
    @Timeout(10)
    void longTextsAreAnsweredSoon(String part, @Nullable String end) throws Exception {
        Files.writeString(file, "aiperf.run.trials = " + part.repeat(50_000) + (end == null ? "" : end));
        assertThatThrownBy(() -> new SettingsLoader(null).load(file.toString(), List.of()))
                .isInstanceOf(InvalidSettingsException.class)
                .satisfies(
                        e -> assertThat(e.getMessage()).hasSizeLessThan(1_500).hasLineCount(1));
    }

    @Test
    void aSettingsFileThatCannotBeReadIsNamed() throws Exception {
        Files.write(file, new byte[] {'a', '=', (byte) 0xe9, '\n', '}'});
        assertThatThrownBy(() -> new SettingsLoader(null).load(file.toString(), List.of()))
                .isInstanceOf(InvalidSettingsException.class)
                .hasMessageContaining("my.conf");
        assertThatThrownBy(() -> new SettingsLoader(null).load(null, List.of("run.trials=[1")))
                .hasMessageContaining("--set run.trials=[1: the value is not well-formed; look for a bracket");
    }
}

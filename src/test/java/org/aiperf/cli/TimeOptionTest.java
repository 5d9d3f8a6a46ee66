// SPDX-License-Identifier: Apache-2.0
package org.aiperf.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine.TypeConversionException;

class TimeOptionTest {

    @Test
    void readsTimesAsTheSettingsDo() {
        TimeOption option = new TimeOption();
        assertThat(option.convert("12 h")).isEqualTo(Duration.ofHours(12));
        assertThat(option.convert("90s")).isEqualTo(Duration.ofSeconds(90));
        assertThat(option.convert("0.5 ms")).isEqualTo(Duration.ofNanos(500_000));
        assertThat(TimeOption.text(Duration.ofMinutes(7))).isEqualTo("7 m");
        assertThat(TimeOption.text(Duration.ofNanos(2_200_000))).isEqualTo("2.2 ms");
        assertThat(TimeOption.text(Duration.ofHours(12))).isEqualTo("12 h");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "12", "-1 s", "soon", "7 epochs"})
    void saysWhatATimeLooksLike(String text) {
        assertThatThrownBy(() -> new TimeOption().convert(text))
                .isInstanceOf(TypeConversionException.class)
                .hasMessageContaining("write it like 90 s, 7 m or 12 h");
    }
}

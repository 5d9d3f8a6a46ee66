// SPDX-License-Identifier: Apache-2.0
package org.aiperf.unit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class UnitTest {

    @Test
    void quantitiesPrintWithTheirPrefix() {
        assertThat(new Operations(23_053_458_315.0)).hasToString("23.05 Gop");
        assertThat(new Rate(194.53e15)).hasToString("194.5 Pops");
        assertThat(new Rate(999.96e9)).hasToString("1.000 Tops");
        assertThat(Operations.NONE).hasToString("0.000 op");
    }

    @Test
    void aRateIsOperationsOverTime() {
        Rate rate = new Operations(3e12).per(Duration.ofMillis(1500));
        assertThat(rate.teraPerSecond()).isEqualTo(2);
        assertThat(rate.gigaPerSecond()).isEqualTo(2000);
    }

    @Test
    void impossibleQuantitiesAreRefused() {
        assertThatThrownBy(() -> new Operations(-1)).hasMessageContaining("-1");
        assertThatThrownBy(() -> new Operations(Double.NaN)).hasMessageContaining("NaN");
        assertThatThrownBy(() -> new Rate(Double.POSITIVE_INFINITY)).hasMessageContaining("Infinity");
        assertThatThrownBy(() -> Operations.NONE.per(Duration.ZERO)).hasMessageContaining("positive time");
    }
}

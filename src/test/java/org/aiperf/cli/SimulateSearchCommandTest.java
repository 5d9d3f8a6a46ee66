// SPDX-License-Identifier: Apache-2.0
package org.aiperf.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SimulateSearchCommandTest {

    @ParameterizedTest
    @ValueSource(strings = {"0.004", "0"})
    void searchesWithTheNoiseThatIsAskedFor(String noise) {
        InProcess.Outcome outcome = InProcess.run(
                "simulate",
                "search",
                "--objective=S1",
                "--strategies=evolution",
                "--seeds=1",
                "--trials=8",
                "--noise",
                noise);
        assertThat(outcome.code()).isZero();
        assertThat(outcome.out()).startsWith("S1, 8 trials, 1 at a time, 1 seeds from 0, noise 0");
    }

    @ParameterizedTest
    @ValueSource(strings = {"-0.1", "NaN", "2"})
    void refusesANoiseThatNoAccuracyHas(String noise) {
        InProcess.Outcome outcome = InProcess.run("simulate", "search", "--objective=S1", "--noise=" + noise);
        assertThat(outcome.code()).isEqualTo(2);
        assertThat(outcome.err()).contains("--noise ", ": expected a number from 0 to 1");
    }
}

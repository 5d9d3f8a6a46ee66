// SPDX-License-Identifier: Apache-2.0
package org.aiperf.trial;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.aiperf.config.SettingsLoader;
import org.aiperf.history.EpochFinished;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Budgets and early stopping against the tables of the method. */
class StoppingTest {

    @ParameterizedTest
    @CsvSource({"0, 15", "1, 30", "2, 45", "3, 60", "100, 60"})
    void budgetsGrowWithTheRounds(int round, int epochs) {
        assertThat(new EpochBudget(List.of(15, 30, 45), 60, 1).epochs(round)).isEqualTo(epochs);
    }

    @Test
    void scaledBudgetsAreAtLeastOneEpoch() {
        EpochBudget budget = new EpochBudget(List.of(15, 30, 45), 60, 1 / 15.0);
        assertThat(List.of(budget.epochs(0), budget.epochs(1), budget.epochs(2), budget.epochs(3)))
                .containsExactly(1, 2, 3, 4);
        assertThat(new EpochBudget(List.of(15), 60, 0.001).epochs(0)).isEqualTo(1);
    }

    @Test
    void theArticleStopsAfterTenEpochsWithoutGainInAccuracy() throws Exception {
        EarlyStopping rule = rule("article", 0);
        List<EpochFinished> epochs = new ArrayList<>(List.of(epoch(0.50, 9), epoch(0.51, 9)));
        for (int i = 0; i < 9; i++) {
            epochs.add(epoch(0.51, 9));
        }
        assertThat(rule.stops(epochs)).isFalse();
        epochs.add(epoch(0.50, 1));
        assertThat(rule.stops(epochs)).isTrue();
    }

    @ParameterizedTest
    @CsvSource({"0, 6", "1, 8", "2, 10", "3, 12", "7, 20", "50, 20"})
    void theReferenceWaitsForTheLossLongerInLaterRounds(int round, int patience) throws Exception {
        EarlyStopping rule = rule("v1", round);
        List<EpochFinished> epochs = new ArrayList<>(List.of(epoch(0.5, 2.0)));
        for (int i = 0; i < patience - 1; i++) {
            // A gain of less than 0.001 is none, and accuracy does not count.
            epochs.add(epoch(0.6 + i * 0.01, 1.9995));
        }
        assertThat(rule.stops(epochs)).isFalse();
        epochs.add(epoch(0.9, 1.9995));
        assertThat(rule.stops(epochs)).isTrue();
    }

    private static EarlyStopping rule(String name, int round) throws Exception {
        return new EarlyStopping(
                new SettingsLoader(null)
                        .load(null, List.of("stopping.rule=" + name))
                        .stopping()
                        .criterion()
                        .orElseThrow(),
                round);
    }

    private static EpochFinished epoch(double accuracy, double loss) {
        return new EpochFinished(0, "0", 1, 0, 1, 1, 1, 0.5, loss, accuracy, 0.1, 0, 0, 0);
    }
}

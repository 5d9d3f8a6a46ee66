// SPDX-License-Identifier: Apache-2.0
package org.aiperf.report;

import static org.aiperf.history.Records.START;
import static org.aiperf.history.Records.epoch;
import static org.aiperf.history.Records.settings;
import static org.aiperf.history.Records.started;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.offset;

import java.util.List;
import java.util.Random;
import java.util.function.DoubleBinaryOperator;
import java.util.function.DoubleUnaryOperator;
import org.aiperf.history.History;
import org.aiperf.history.Records;
import org.aiperf.history.TrialStarted;
import org.aiperf.network.Hyperparameters;
import org.junit.jupiter.api.Test;

class ImportanceTest {

    @Test
    void findsWhatExplainsAccuracyAlsoWhereItIsNotMonotonous() {
        List<Importance> found = Importance.of(run(200, (rate, dropout) -> 0.9 - 4 * Math.pow(rate - 0.5, 2)));

        assertThat(found.get(0).factor()).isEqualTo(Factor.LEARNING_RATE);
        assertThat(found.get(0).share()).isGreaterThan(0.8);
        assertThat(Math.abs(found.get(0).correlation())).isLessThan(0.3);
        assertThat(found.get(1).factor()).isEqualTo(Factor.DROPOUT_RATE);
        assertThat(found.get(1).share()).isLessThan(0.1);
        assertThat(found).extracting(Importance::factor).doesNotContain(Factor.KERNEL_SIZE);
    }

    @Test
    void tellsTheDirection() {
        Importance dropout = Importance.of(run(60, (rate, drop) -> 0.9 - drop)).get(0);

        assertThat(dropout.factor()).isEqualTo(Factor.DROPOUT_RATE);
        assertThat(dropout.correlation()).isLessThan(-0.99);
        assertThat(dropout.trials()).isEqualTo(60);
    }

    /** y = 3a + b over two uniform factors: the variances are as 9 to 1. */
    @Test
    void sharesOfASumAreThoseOfItsParts() {
        List<Importance> found = Importance.of(run(400, (rate, dropout) -> 0.1 + (3 * rate + dropout) / 5));

        assertThat(found.get(0).share()).isCloseTo(0.9, offset(0.05));
        assertThat(found.get(1).share()).isCloseTo(0.1, offset(0.05));
    }

    /** Neither factor tells anything without the other. */
    @Test
    void factorsThatOnlyWorkTogetherExplainLittleAlone() {
        List<Importance> found =
                Importance.of(run(400, (rate, dropout) -> (rate > 0.455) == (dropout > 0.45) ? 0.8 : 0.2));

        assertThat(found).allSatisfy(each -> assertThat(each.share()).isLessThan(0.15));
    }

    /** Half of the trials share one value, as batch sizes do. */
    @Test
    void seesAFactorOfFewValues() {
        List<Importance> found =
                Importance.of(run(40, (rate, dropout) -> 0.8 - 0.3 * dropout, dropout -> dropout < 0.45 ? 0.0 : 0.5));

        assertThat(found.get(0).factor()).isEqualTo(Factor.DROPOUT_RATE);
        assertThat(found.get(0).share()).isGreaterThan(0.8);
    }

    @Test
    void sharesNeverAddUpToMoreThanAll() {
        for (int trials : new int[] {24, 60, 3000}) {
            List<Importance> found = Importance.of(run(trials, (rate, dropout) -> rate * dropout));

            assertThat(found.stream().mapToDouble(Importance::share).sum()).isBetween(0.0, 1.0 + 1e-9);
        }
    }

    @Test
    void saysNothingOfAFewTrials() {
        assertThat(Importance.of(run(Importance.LEAST_TRIALS - 1, (rate, dropout) -> rate)))
                .isEmpty();
    }

    /** Trials whose accuracy follows from a learning rate and a dropout rate, both from 0 to 0.9. */
    static History run(int trials, DoubleBinaryOperator accuracy) {
        return run(trials, accuracy, dropout -> dropout);
    }

    private static History run(int trials, DoubleBinaryOperator accuracy, DoubleUnaryOperator grid) {
        Random random = new Random(5);
        History history = new History();
        history.apply(started(0, "run", 1, settings()));
        for (int i = 0; i < trials; i++) {
            double rate = 0.01 + 0.89 * random.nextDouble();
            double dropout = grid.applyAsDouble(0.9 * random.nextDouble());
            TrialStarted trial = Records.trial(20 * i, "t" + i, i, "driver/0", null);
            history.apply(new TrialStarted(
                    START.toEpochMilli() + 20_000L * i,
                    trial.trial(),
                    i,
                    0,
                    trial.slot(),
                    trial.gpus(),
                    null,
                    trial.morphs(),
                    trial.seedLayers(),
                    trial.network(),
                    trial.networkHash(),
                    new Hyperparameters(64, dropout, 3, rate),
                    4,
                    trial.backend(),
                    trial.precision(),
                    trial.operations(),
                    trial.search()));
            history.apply(epoch(20 * i + 15, "t" + i, 1, Math.max(accuracy.applyAsDouble(rate, dropout), 0)));
        }
        return history;
    }
}

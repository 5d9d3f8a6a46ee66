// SPDX-License-Identifier: Apache-2.0
package org.aiperf.config;

import java.util.Optional;

/**
 * When a trial stops before its budget is used up (method section 2.1).
 *
 * @param rule which criterion counts
 * @param custom the criterion of {@link Rule#CUSTOM}
 */
public record StoppingSettings(Rule rule, Criterion custom) {

    /** Which criterion counts. */
    public enum Rule {
        /** 10 epochs without gain in validation accuracy. */
        ARTICLE,
        /** {@code min(6 + 2 * round, 20)} epochs without a gain of 0.001 in validation loss. */
        V1,
        /** As the settings say. */
        CUSTOM,
        /** Never. */
        NONE
    }

    /** What is watched on the validation images. */
    public enum Metric {
        /** Greater is better. */
        ACCURACY,
        /** Less is better. */
        LOSS
    }

    /**
     * Stop after so many epochs without a gain.
     *
     * @param metric what is watched
     * @param minDelta only a change of more than this is a gain
     * @param patience epochs without a gain in round 0
     * @param patienceStep epochs more for each later round
     * @param patienceLimit most epochs in any round
     */
    public record Criterion(
            Metric metric,
            @Within(min = 0) double minDelta,

            @Within(min = 1, max = 100_000) int patience,

            @Within(min = 0, max = 1000) int patienceStep,

            @Within(min = 1, max = 100_000) int patienceLimit) {

        private static final Criterion ARTICLE = new Criterion(Metric.ACCURACY, 0, 10, 0, 10);
        private static final Criterion V1 = new Criterion(Metric.LOSS, 0.001, 6, 2, 20);

        /** Epochs without a gain after which a trial of this round, counted from 0, stops. */
        public int patienceIn(int round) {
            return (int) Math.min(patience + (long) patienceStep * round, patienceLimit);
        }
    }

    /** The criterion that counts; empty if no trial stops early. */
    public Optional<Criterion> criterion() {
        return switch (rule) {
            case ARTICLE -> Optional.of(Criterion.ARTICLE);
            case V1 -> Optional.of(Criterion.V1);
            case CUSTOM -> Optional.of(custom);
            case NONE -> Optional.empty();
        };
    }
}

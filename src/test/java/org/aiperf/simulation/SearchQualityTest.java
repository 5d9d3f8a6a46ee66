// SPDX-License-Identifier: Apache-2.0
package org.aiperf.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Whether the Bayesian search is worth its cost, on fixed seeds that nothing was tuned on. What counts are the margins over
 * other strategies on the same seeds; of the absolute values that on S2 is a floor against regressions, because seeds
 * differ much there.
 */
class SearchQualityTest {

    private static final int TRIALS = 60;

    @Test
    void findsBetterNetworksOnASmoothLandscape() throws IOException {
        SearchComparison s1 = compared(
                Objective.Kind.S1,
                6,
                Contestant.BAYESIAN,
                Contestant.EVOLUTION,
                Contestant.RANDOM_PARENTS,
                Contestant.REFERENCE);

        assertThat(mean(s1, Contestant.BAYESIAN))
                .isGreaterThanOrEqualTo(0.725)
                .isGreaterThanOrEqualTo(mean(s1, Contestant.RANDOM_PARENTS) + 0.09)
                .isGreaterThanOrEqualTo(mean(s1, Contestant.REFERENCE) + 0.05)
                .isGreaterThanOrEqualTo(mean(s1, Contestant.EVOLUTION) + 0.01);
    }

    @Test
    void findsBetterNetworksOnARoughLandscape() throws IOException {
        SearchComparison s2 = compared(Objective.Kind.S2, 3, Contestant.BAYESIAN, Contestant.REFERENCE);

        assertThat(mean(s2, Contestant.BAYESIAN))
                .isGreaterThanOrEqualTo(0.8)
                .isGreaterThanOrEqualTo(mean(s2, Contestant.REFERENCE) + 0.1);
    }

    @Test
    void isAsGoodAsEvolutionWhereNearnessIsAll() throws IOException {
        SearchComparison s3 = compared(Objective.Kind.S3, 3, Contestant.BAYESIAN, Contestant.EVOLUTION);

        assertThat(mean(s3, Contestant.BAYESIAN)).isGreaterThanOrEqualTo(mean(s3, Contestant.EVOLUTION));
    }

    private static SearchComparison compared(Objective.Kind objective, int seeds, Contestant... contestants)
            throws IOException {
        return SearchComparison.run(
                objective, List.of(contestants), 0, seeds, SearchBudget.ofTrials(TRIALS), 1, objective.noise());
    }

    private static double mean(SearchComparison comparison, Contestant contestant) {
        return comparison.of(contestant).mean();
    }
}

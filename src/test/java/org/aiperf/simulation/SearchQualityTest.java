// SPDX-License-Identifier: Apache-2.0
package org.aiperf.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Whether the Bayesian search is worth its cost, on fixed seeds. Takes minutes, so it runs only when asked for: {@code mvn
 * test -DexcludedGroups= -Dgroups=search-quality}.
 */
@Tag("search-quality")
class SearchQualityTest {

    private static final int SEEDS = 10;
    private static final int TRIALS = 100;

    @Test
    void findsBetterNetworksOnASmoothLandscape() throws IOException {
        SearchComparison s1 = compared(Objective.Kind.S1);
        double bayesian = mean(s1, Contestant.BAYESIAN);

        assertThat(bayesian)
                .isGreaterThanOrEqualTo(0.755)
                .isGreaterThanOrEqualTo(mean(s1, Contestant.RANDOM_PARENTS) + 0.09)
                .isGreaterThanOrEqualTo(mean(s1, Contestant.REFERENCE) + 0.03)
                .isGreaterThanOrEqualTo(mean(s1, Contestant.EVOLUTION) + 0.005);
    }

    @Test
    void findsBetterNetworksOnARoughLandscape() throws IOException {
        SearchComparison s2 = compared(Objective.Kind.S2);

        assertThat(mean(s2, Contestant.BAYESIAN))
                .isGreaterThanOrEqualTo(0.82)
                .isGreaterThanOrEqualTo(mean(s2, Contestant.REFERENCE) + 0.05);
    }

    @Test
    void isNearlyAsGoodAsEvolutionWhereNearnessIsAll() throws IOException {
        SearchComparison s3 = compared(Objective.Kind.S3);

        assertThat(mean(s3, Contestant.BAYESIAN)).isGreaterThanOrEqualTo(mean(s3, Contestant.EVOLUTION) - 0.015);
    }

    private static SearchComparison compared(Objective.Kind objective) throws IOException {
        List<Contestant> contestants =
                List.of(Contestant.BAYESIAN, Contestant.EVOLUTION, Contestant.RANDOM_PARENTS, Contestant.REFERENCE);
        return SearchComparison.run(objective, contestants, 0, SEEDS, TRIALS, 1);
    }

    private static double mean(SearchComparison comparison, Contestant contestant) {
        return comparison.of(contestant).mean();
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.aiperf.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SearchRunTest {

    @ParameterizedTest
    @EnumSource
    void everyStrategySearchesEvenWithManyTrialsAtATime(Contestant contestant) throws IOException {
        SearchRun run = new SearchRun(contestant, Objective.Kind.S2, 1, SearchBudget.ofTrials(16), 4, 0.004);
        SearchRun.Outcome outcome = run.run();
        assertThat(outcome.accuracy()).isBetween(0.3, 1.0);
        assertThat(run.run().accuracy()).isEqualTo(outcome.accuracy());
    }

    @Test
    void endsWithItsOperationsToo() throws IOException {
        double[] spent = new double[2];
        for (int i = 0; i < 2; i++) {
            SearchBudget budget = new SearchBudget(1000, 10 + 10 * i);
            spent[i] = new SearchRun(Contestant.BAYESIAN_PER_OPERATION, Objective.Kind.R1, 3, budget, 2, 0.004)
                    .run()
                    .trials();
        }
        // Networks take between a part of the first one's operations and twice as many.
        assertThat(spent[0]).isBetween(5.0, 20.0);
        assertThat(spent[1]).isBetween(spent[0] + 4, 40.0);
    }

    @Test
    void aComparisonRanksTheStrategies() throws IOException {
        SearchComparison comparison = SearchComparison.run(
                Objective.Kind.S3,
                List.of(Contestant.RANDOM_PARENTS, Contestant.EVOLUTION),
                5,
                3,
                SearchBudget.ofTrials(60),
                1,
                0.004);

        assertThat(comparison.ranked())
                .extracting(SearchComparison.Result::contestant)
                .containsExactly(Contestant.EVOLUTION, Contestant.RANDOM_PARENTS);
        assertThat(SearchComparisonJson.write(comparison).at("/strategies/0/accuracies"))
                .hasSize(3);
    }
}

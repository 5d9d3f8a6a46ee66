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
        SearchRun run = new SearchRun(contestant, Objective.Kind.S2, 1, 16, 4, 0.004);
        SearchRun.Outcome outcome = run.run();
        assertThat(outcome.accuracy()).isBetween(0.3, 1.0);
        assertThat(run.run().accuracy()).isEqualTo(outcome.accuracy());
    }

    @Test
    void aComparisonRanksTheStrategies() throws IOException {
        SearchComparison comparison = SearchComparison.run(
                Objective.Kind.S3, List.of(Contestant.RANDOM_PARENTS, Contestant.EVOLUTION), 5, 3, 60, 1, 0.004);

        assertThat(comparison.ranked())
                .extracting(SearchComparison.Result::contestant)
                .containsExactly(Contestant.EVOLUTION, Contestant.RANDOM_PARENTS);
        assertThat(SearchComparisonJson.write(comparison).at("/strategies/0/accuracies"))
                .hasSize(3);
    }
}

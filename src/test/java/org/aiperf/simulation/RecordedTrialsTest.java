// SPDX-License-Identifier: Apache-2.0
package org.aiperf.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.aiperf.history.History;
import org.aiperf.history.RunDirectory;
import org.aiperf.history.RunLog;
import org.aiperf.search.morph.MorphText;
import org.junit.jupiter.api.Test;

class RecordedTrialsTest {

    @Test
    void aRunBecomesOneRowForEachFinishedTrial() throws IOException {
        History history =
                RunLog.read(RunDirectory.reached("notebooks/samples/embedded")).history();
        RecordedTrials trials = RecordedTrials.of(Map.of("a", history));

        assertThat(trials.rows()).hasSize(history.done());
        assertThat(trials.text().lines())
                .hasSize(1 + trials.rows().size())
                .allMatch(line ->
                        line.split(",").length == AttemptFeatures.names().size() + 2);
        assertThat(trials.heldOutError()).isNaN();
    }

    @Test
    void thePackagedTrialsTellMoreThanTheirMean() {
        RecordedTrials trials = RecordedTrials.packaged();
        assertThat(trials.runs()).isGreaterThan(2);
        assertThat(trials.heldOutError()).isLessThan(0.7 * trials.deviation());
    }

    @Test
    void strategiesAreComparedOnThem() throws IOException {
        SearchRun.Outcome outcome =
                new SearchRun(Contestant.EVOLUTION, Objective.Kind.R1, 1, SearchBudget.ofTrials(20), 1, 0.004).run();
        assertThat(outcome.accuracy()).isBetween(0.7, 0.95);
        assertThat(outcome.commonest()).isBetween(0.1, 1.0);
    }

    @Test
    void countsKindsAndLateChildrenWithoutGain() {
        MorphTally tally = new MorphTally();
        assertThat(tally.commonest()).isZero();
        tally.begun(
                List.of(MorphText.parse("widen(1,2)"), MorphText.parse("widen(2,2)"), MorphText.parse("narrow(1,2)")));
        IntStream.range(1, 9).forEach(later -> tally.begun(List.of()));
        tally.ended(5, -1);
        tally.ended(6, 0);
        tally.ended(7, 0.1);
        assertThat(tally.commonest()).isEqualTo(2 / 3.0);
        assertThat(tally.gainless()).isEqualTo(0.5);
    }
}

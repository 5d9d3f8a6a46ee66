// SPDX-License-Identifier: Apache-2.0
package org.aiperf.report;

import java.time.Instant;
import java.util.Optional;
import org.aiperf.history.History;
import org.aiperf.score.RateSpread;
import org.aiperf.score.ScorePoint;
import org.aiperf.score.Scoreboard;
import org.aiperf.unit.Definition;

/**
 * The score of a run by one definition of operations.
 *
 * @param definition how operations are counted
 * @param point the score of all finished epochs; empty before the first one ends
 * @param spread how evenly the run worked, over {@value #WINDOWS} parts of its time; empty with fewer epochs
 * @param uncounted trials whose network the definition cannot count: their work is missing from the score
 */
public record DefinitionScore(
        Definition definition, Optional<ScorePoint> point, Optional<RateSpread> spread, int uncounted) {

    static final int WINDOWS = 10;

    static DefinitionScore of(History history, Definition definition, Instant now) {
        Scoreboard board = history.scoreboard(definition, now);
        return new DefinitionScore(definition, board.latest(), spread(board), history.uncounted(definition));
    }

    /** Nothing while there are fewer epochs than parts: of such an epoch all parts that it fills look alike. */
    static Optional<RateSpread> spread(Scoreboard board) {
        return board.epochs().size() < WINDOWS ? Optional.empty() : board.spread(WINDOWS);
    }
}

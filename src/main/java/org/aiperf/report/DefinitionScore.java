// SPDX-License-Identifier: Apache-2.0
package org.aiperf.report;

import java.util.Locale;
import java.util.Optional;
import org.aiperf.config.Settings;
import org.aiperf.history.History;
import org.aiperf.score.RateSpread;
import org.aiperf.score.ScorePoint;
import org.aiperf.score.Scoreboard;

/**
 * The score of a run by one definition of operations.
 *
 * @param name of the definition
 * @param point the score of all finished epochs; empty before the first one ends
 * @param spread how evenly the run worked, over {@value #WINDOWS} windows of its time
 * @param uncounted trials whose network the definition cannot count: their work is missing from the score
 */
public record DefinitionScore(String name, Optional<ScorePoint> point, Optional<RateSpread> spread, int uncounted) {

    static final int WINDOWS = 10;

    /** The definition of the headline. */
    static String headline(Settings settings) {
        return settings.score().operations().name().toLowerCase(Locale.ROOT);
    }

    static DefinitionScore of(History history, String name) {
        Scoreboard board = history.scoreboard(name);
        int uncounted = (int) history.trials().stream()
                .filter(trial -> !trial.start().operations().containsKey(name))
                .count();
        return new DefinitionScore(name, board.latest(), board.spread(WINDOWS), uncounted);
    }

    /** What the definition counts, in a few words. */
    public String meaning() {
        return switch (name) {
            case "fixed" -> "the operations that really ran";
            case "v1" -> "the reference's arithmetic";
            default -> "definition " + name;
        };
    }
}

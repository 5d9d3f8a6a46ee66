// SPDX-License-Identifier: Apache-2.0
package org.aiperf.report;

import java.util.List;
import org.aiperf.config.Settings;
import org.aiperf.history.History;
import org.aiperf.score.Marks;
import org.aiperf.score.ScorePoint;

/**
 * The score over time by one definition of operations, read at the marks of the settings.
 *
 * @param definition name of the definition
 * @param points one for each mark from the first one behind an epoch's end to the first one behind the last epoch's
 */
public record ScoreTable(String definition, List<ScorePoint> points) {

    public ScoreTable {
        points = List.copyOf(points);
    }

    /** The table of a run. */
    public static ScoreTable of(History history, Settings settings, String definition) {
        Marks marks = new Marks(settings.score().firstMark(), settings.score().markInterval());
        return new ScoreTable(definition, history.scoreboard(definition).series(marks));
    }
}

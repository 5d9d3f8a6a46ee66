// SPDX-License-Identifier: Apache-2.0
package org.aiperf.report;

import java.util.List;
import org.aiperf.config.Settings;
import org.aiperf.history.History;
import org.aiperf.score.Marks;
import org.aiperf.score.ScorePoint;
import org.aiperf.unit.Definition;

/**
 * The score over time by one definition of operations, read at the marks of the settings.
 *
 * @param definition how operations are counted
 * @param points one for each mark from the first one behind an epoch's end to the end
 */
public record ScoreTable(Definition definition, List<ScorePoint> points) {

    public ScoreTable {
        points = List.copyOf(points);
    }

    /** The table of a run. */
    public static ScoreTable of(History history, Settings settings, Definition definition) {
        Marks marks = new Marks(settings.score().firstMark(), settings.score().markInterval());
        return new ScoreTable(definition, history.scoreboard(definition).series(marks));
    }
}

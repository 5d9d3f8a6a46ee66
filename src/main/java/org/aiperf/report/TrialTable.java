// SPDX-License-Identifier: Apache-2.0
package org.aiperf.report;

import java.time.Instant;
import java.util.List;
import org.aiperf.config.Settings;
import org.aiperf.history.History;

/** The trials of a run as a text table, a line each in the order in which they were begun. */
public final class TrialTable {

    private TrialTable() {}

    /** The table, with a line end after each line; the reason stands with trials that did not finish. */
    public static String text(History history, Settings settings, Instant now) {
        Columns columns = new Columns(
                "TRIAL", ">ROUND", "SLOT", "PARENT", "MORPHS", ">LAYERS", ">PARAMS", ">EPOCHS", ">ACCURACY",
                ">TRAIN OPS/IMAGE", "STATE", ">TIME", "REASON");
        for (TrialRow row : TrialRow.of(history, settings, now)) {
            columns.add(List.of(
                    row.trial(),
                    row.round(),
                    row.slot(),
                    row.parent(),
                    row.morphs(),
                    row.layers(),
                    row.parameters(),
                    row.epochs(),
                    row.accuracy(),
                    row.operations(),
                    row.state(),
                    row.time(),
                    row.state().equals(TrialStatus.State.FINISHED.word()) ? "" : row.reason()));
        }
        return columns.draw();
    }
}

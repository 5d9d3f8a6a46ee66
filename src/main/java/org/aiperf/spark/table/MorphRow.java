// SPDX-License-Identifier: Apache-2.0
package org.aiperf.spark.table;

import java.util.ArrayList;
import java.util.List;
import org.aiperf.history.TrialHistory;
import org.aiperf.report.MorphGain;
import org.jspecify.annotations.Nullable;

/** A morph that was applied on the way from a parent's network, or from a seed network, to a trial's. */
public record MorphRow(
        @Column("name of the run") String run,
        @Column("id of the trial whose network was made") String trial,

        @Column("trial whose network was changed; null for a seed network") @Nullable String parent,

        @Column("place of the morph among the trial's, from 1")
        int step,

        @Column("number of the trial's morphs") int steps,
        @Column("kind of the morph, such as widen") String kind,

        @Column("the morph with its arguments, as the history records it")
        String morph,

        @Column(value = "best validation accuracy of the parent; null if there is none", unit = "share, 0 to 1")
        @Nullable Double parentAccuracy,

        @Column(value = "best validation accuracy of the trial; null if there is none", unit = "share, 0 to 1")
        @Nullable Double accuracy,

        @Column(
                value = "accuracy - parentAccuracy; of all the trial's morphs together, its hyperparameters and budget",
                unit = "share, -1 to 1")
        @Nullable Double gain) {

    static List<MorphRow> of(Recording recording) {
        List<MorphRow> rows = new ArrayList<>();
        for (TrialHistory trial : recording.history().trials()) {
            Double before = trial.parent()
                    .map(TrialHistory::accuracy)
                    .map(Recording::orNull)
                    .orElse(null);
            List<String> morphs = trial.start().morphs();
            for (int step = 1; step <= morphs.size(); step++) {
                String morph = morphs.get(step - 1);
                rows.add(new MorphRow(
                        recording.name(),
                        trial.start().trial(),
                        trial.start().parent(),
                        step,
                        morphs.size(),
                        MorphGain.kind(morph),
                        morph,
                        before,
                        Recording.orNull(trial.accuracy()),
                        Recording.orNull(trial.gain())));
            }
        }
        return rows;
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.aiperf.spark.table;

import java.util.ArrayList;
import java.util.List;
import org.aiperf.history.TrialHistory;
import org.aiperf.search.bayes.EditDistance;
import org.aiperf.search.bayes.NetworkCode;

/** The edit distance of two trials' networks, exact in double precision. */
public record DistanceRow(
        @Column("name of the run") String run,
        @Column("id of a trial") String trial,
        @Column("id of a trial that was begun before it") String other,

        @Column(value = "distance of the layers along the main chains", unit = "edits")
        double layers,

        @Column(value = "distance of the skip connections", unit = "edits")
        double skips,

        @Column(value = "layers + skips: what the search sees", unit = "edits")
        double distance) {

    static List<DistanceRow> of(Recording recording) {
        List<TrialHistory> trials = recording.history().trials();
        List<NetworkCode> codes = trials.stream()
                .map(trial -> NetworkCode.of(trial.start().unpacked()))
                .toList();
        List<DistanceRow> rows = new ArrayList<>();
        for (int i = 0; i < trials.size(); i++) {
            for (int j = 0; j < i; j++) {
                double layers = EditDistance.layers(codes.get(i), codes.get(j));
                double skips = EditDistance.skips(codes.get(i), codes.get(j));
                rows.add(new DistanceRow(
                        recording.name(),
                        trials.get(i).start().trial(),
                        trials.get(j).start().trial(),
                        layers,
                        skips,
                        layers + skips));
            }
        }
        return rows;
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.aiperf.spark.table;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.aiperf.history.EpochFinished;
import org.aiperf.history.TrialHistory;
import org.aiperf.operations.OperationCount;
import org.aiperf.unit.Definition;
import org.jspecify.annotations.Nullable;

/** A finished epoch of a trial. */
public record EpochRow(
        @Column("name of the run") String run,
        @Column("id of the trial") String trial,
        @Column("number of the epoch, from 1") int epoch,

        @Column("when its training began; a point in time, UTC")
        Instant start,

        @Column("when its validation ended; a point in time, UTC")
        Instant end,

        @Column(value = "from the run's first set-up to its end: the clock of the score", unit = "s")
        double elapsedSeconds,

        @Column("images that were trained") long imagesTrained,
        @Column("images that were validated") long imagesValidated,
        @Column("mean training loss") double loss,

        @Column(value = "training images classified rightly while training", unit = "share, 0 to 1")
        double trainAccuracy,

        @Column("mean validation loss") double validationLoss,

        @Column(value = "validation images classified rightly", unit = "share, 0 to 1")
        double accuracy,

        @Column("learning rate of the epoch") double learningRate,
        @Column(value = "in training steps", unit = "s") double trainSeconds,
        @Column(value = "waiting for images", unit = "s") double dataSeconds,
        @Column(value = "in validation", unit = "s") double validationSeconds,

        @Column(value = "operations by the definition fixed; null if it cannot count the network", unit = "operations")
        @Nullable Double fixedOperations,

        @Column(value = "operations by the definition v1; null if it cannot count the network", unit = "operations")
        @Nullable Double v1Operations) {

    static List<EpochRow> of(Recording recording) {
        Instant clock = recording.clockStart();
        return recording.history().trials().stream()
                .flatMap(trial -> trial.epochs().stream().map(epoch -> of(recording.name(), clock, trial, epoch)))
                .toList();
    }

    private static EpochRow of(String run, Instant clock, TrialHistory trial, EpochFinished epoch) {
        Instant end = Instant.ofEpochMilli(epoch.time());
        return new EpochRow(
                run,
                epoch.trial(),
                epoch.epoch(),
                Instant.ofEpochMilli(epoch.start()),
                end,
                RunRow.seconds(Duration.between(clock, end)),
                epoch.imagesTrained(),
                epoch.imagesValidated(),
                epoch.loss(),
                epoch.trainAccuracy(),
                epoch.validationLoss(),
                epoch.validationAccuracy(),
                epoch.learningRate(),
                epoch.trainMillis() / 1e3,
                epoch.dataMillis() / 1e3,
                epoch.evaluateMillis() / 1e3,
                operations(trial, Definition.FIXED, epoch),
                operations(trial, Definition.V1, epoch));
    }

    private static @Nullable Double operations(TrialHistory trial, Definition definition, EpochFinished epoch) {
        OperationCount count = trial.start().operations().get(definition);
        return count == null
                ? null
                : Double.valueOf(
                        count.of(epoch.imagesTrained(), epoch.imagesValidated()).count());
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.aiperf.spark.table;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;
import org.aiperf.history.EpochFinished;
import org.aiperf.history.TrialEnded;
import org.aiperf.history.TrialHistory;
import org.aiperf.history.TrialStarted;
import org.aiperf.history.TrialStarted.SearchCost;
import org.aiperf.network.Hyperparameters;
import org.aiperf.network.PackedNetwork;
import org.aiperf.operations.OperationCount;
import org.aiperf.report.TrialStatus;
import org.aiperf.search.bayes.EditDistance;
import org.aiperf.search.bayes.NetworkCode;
import org.aiperf.unit.Definition;
import org.jspecify.annotations.Nullable;

/** A trial: a network, how it was found and trained, and what came of it. */
public record TrialRow(
        @Column("name of the run") String run,
        @Column("id of the trial, unique in the run") String trial,
        @Column("order in which trials were begun, from 0") int sequence,
        @Column("round, from 0") int round,

        @Column("executor and slot that trained it, such as driver/0")
        String slot,

        @Column("indices of its GPUs with blanks between them; empty: the CPU")
        String gpus,

        @Column("when its set-up began; a point in time, UTC")
        Instant start,

        @Column("when it ended, or was seen last; a point in time, UTC")
        Instant end,

        @Column(value = "from start to end", unit = "s") double seconds,
        @Column("finished, failed, cut or running") String state,
        @Column("why it ended, in one sentence") String reason,

        @Column("trial whose network was changed; null for a seed network") @Nullable String parent,

        @Column("trials between it and the seed network of its lineage")
        int generation,

        @Column("what was done to the parent's network, with blanks between the morphs")
        String morphs,

        @Column(value = "edit distance to the parent's network; null for a seed network", unit = "edits") @Nullable Double parentDistance,

        @Column("structure hash of its network, in hexadecimal")
        String networkHash,

        @Column("layers of its network") int layers,
        @Column("parameters of its network") long parameters,
        @Column("images in a batch") int batchSize,
        @Column("learning rate at the beginning") double learningRate,

        @Column(value = "dropout rate", unit = "share, 0 to 1")
        double dropoutRate,

        @Column(value = "kernel size that the hyperparameters chose", unit = "pixels")
        int kernelSize,

        @Column("library that trained it") String backend,
        @Column("arithmetic of the training") String precision,
        @Column("greatest number of epochs") int epochLimit,
        @Column("finished epochs") int epochs,

        @Column(value = "best validation accuracy; null if no epoch ended", unit = "share, 0 to 1") @Nullable Double accuracy,

        @Column("epoch of the best accuracy, from 1") @Nullable Integer bestEpoch,

        @Column(
                value = "accuracy that its learning curve predicts for more epochs; null if none that is greater",
                unit = "share, 0 to 1")
        @Nullable Double predictedAccuracy,

        @Column(value = "accuracy - the parent's accuracy", unit = "share, -1 to 1") @Nullable Double gain,

        @Column(
                value =
                        "accuracy that the search's model expected when it chose the network; null if it chose without one",
                unit = "share, 0 to 1")
        @Nullable Double expectedAccuracy,

        @Column(value = "standard deviation of that expectation", unit = "share") @Nullable Double expectedDeviation,

        @Column("trials that the search knew of") int historySize,

        @Column("trials that had become known since, when the trial began")
        int staleness,

        @Column("whether the network was found while another trial trained on the slot")
        boolean prepared,

        @Column(value = "CPU time of the search and of the choice", unit = "s")
        double searchSeconds,

        @Column(value = "part of searchSeconds used while another trial trained", unit = "share, 0 to 1")
        double hiddenShare,

        @Column("what computed the distances between networks, or none")
        String distances,

        @Column(value = "since the trial before ended on this slot; null for the first one", unit = "s") @Nullable Double idleSeconds,

        @Column(value = "in training steps of finished epochs", unit = "s")
        double trainSeconds,

        @Column(value = "waiting for images in finished epochs", unit = "s")
        double dataSeconds,

        @Column(value = "in validation of finished epochs", unit = "s")
        double validationSeconds,

        @Column(
                value = "operations to train one image by the definition fixed; null if it cannot count the network",
                unit = "operations/image")
        @Nullable Double fixedPerImage,

        @Column(
                value = "operations of the finished epochs by the definition fixed; 0 if it cannot count the network",
                unit = "operations")
        double fixedOperations,

        @Column(
                value = "operations of the finished epochs by the definition v1; 0 if it cannot count the network",
                unit = "operations")
        double v1Operations,

        @Column("the network, as a JSON object") String network) {

    static List<TrialRow> of(Recording recording) {
        Instant now = Instant.ofEpochMilli(recording.history().lastTime());
        List<TrialRow> rows = new ArrayList<>();
        for (TrialHistory trial : recording.history().trials()) {
            rows.add(of(recording, trial, TrialStatus.of(recording.history(), trial, now)));
        }
        return rows;
    }

    private static TrialRow of(Recording recording, TrialHistory trial, TrialStatus status) {
        TrialStarted start = trial.start();
        Instant begin = Instant.ofEpochMilli(start.time());
        PackedNetwork network = start.network();
        Hyperparameters values = start.hyperparameters();
        SearchCost search = start.search();
        TrialEnded end = trial.end();
        OperationCount count = start.operations().get(Definition.FIXED);
        return new TrialRow(
                recording.name(),
                start.trial(),
                start.sequence(),
                start.round(),
                start.slot(),
                start.gpus().stream().map(String::valueOf).collect(Collectors.joining(" ")),
                begin,
                status.end(),
                RunRow.seconds(Duration.between(begin, status.end())),
                status.state(),
                status.reason(),
                start.parent(),
                trial.generation(),
                String.join(" ", start.morphs()),
                trial.parent()
                        .map(parent -> distance(network, parent.start().network()))
                        .orElse(null),
                start.networkHash(),
                network.layers(),
                network.parameters(),
                values.batchSize(),
                values.learningRate(),
                values.dropoutRate(),
                values.kernelSize(),
                start.backend(),
                start.precision().name(),
                start.epochs(),
                trial.epochs().size(),
                Recording.orNull(trial.accuracy()),
                trial.best().map(EpochFinished::epoch).orElse(null),
                end == null ? null : end.predicted(),
                Recording.orNull(trial.gain()),
                search.expected(),
                search.deviation(),
                search.historySize(),
                search.staleness(),
                search.prepared(),
                search.cpuSeconds(),
                search.hiddenShare(),
                search.distances(),
                search.idleMillis() == null ? null : Double.valueOf(search.idleMillis() / 1e3),
                sum(trial, EpochFinished::trainMillis),
                sum(trial, EpochFinished::dataMillis),
                sum(trial, EpochFinished::evaluateMillis),
                count == null ? null : Double.valueOf(count.trainPerImage()),
                trial.operations(Definition.FIXED).count(),
                trial.operations(Definition.V1).count(),
                network.json());
    }

    private static double distance(PackedNetwork a, PackedNetwork b) {
        return EditDistance.total(NetworkCode.of(a.unpack()), NetworkCode.of(b.unpack()));
    }

    private static double sum(TrialHistory trial, ToLongFunction<EpochFinished> millis) {
        return trial.epochs().stream().mapToLong(millis).sum() / 1e3;
    }
}

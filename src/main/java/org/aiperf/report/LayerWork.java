// SPDX-License-Identifier: Apache-2.0
package org.aiperf.report;

import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.aiperf.history.EpochFinished;
import org.aiperf.history.History;
import org.aiperf.history.TrialHistory;
import org.aiperf.operations.LayerKind;
import org.aiperf.operations.OperationCount;
import org.aiperf.unit.Definition;

/**
 * The operations of all finished epochs by kind of layer.
 *
 * @param definition by which they are counted
 * @param forward operations of forward passes, of training and of validation
 * @param backward operations of backward passes
 */
record LayerWork(Definition definition, Map<LayerKind, Double> forward, Map<LayerKind, Double> backward) {

    static LayerWork of(History history, Definition definition) {
        Map<LayerKind, Double> forward = new EnumMap<>(LayerKind.class);
        Map<LayerKind, Double> backward = new EnumMap<>(LayerKind.class);
        for (TrialHistory trial : history.trials()) {
            OperationCount count = trial.start().operations().get(definition);
            if (count != null) {
                long trained = trial.epochs().stream()
                        .mapToLong(EpochFinished::imagesTrained)
                        .sum();
                long validated = trial.epochs().stream()
                        .mapToLong(EpochFinished::imagesValidated)
                        .sum();
                count.forward().forEach((kind, each) -> forward.merge(kind, each * (trained + validated), Double::sum));
                count.backward().forEach((kind, each) -> backward.merge(kind, each * trained, Double::sum));
            }
        }
        return new LayerWork(definition, forward, backward);
    }

    /** Kinds that have any work in any of some counts. */
    static List<LayerKind> shown(List<LayerWork> works) {
        return Arrays.stream(LayerKind.values())
                .filter(kind -> works.stream().anyMatch(work -> work.of(kind) > 0))
                .toList();
    }

    /** Forward and backward work of a kind. */
    double of(LayerKind kind) {
        return forward.getOrDefault(kind, 0.0) + backward.getOrDefault(kind, 0.0);
    }

    double total() {
        return Arrays.stream(LayerKind.values()).mapToDouble(this::of).sum();
    }

    double forwardShare(LayerKind kind) {
        return total() > 0 ? forward.getOrDefault(kind, 0.0) / total() : 0;
    }

    double backwardShare(LayerKind kind) {
        return total() > 0 ? backward.getOrDefault(kind, 0.0) / total() : 0;
    }
}

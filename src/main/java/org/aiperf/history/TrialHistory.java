// SPDX-License-Identifier: Apache-2.0
package org.aiperf.history;

import java.time.Instant;
import java.util.List;
import java.util.OptionalDouble;
import org.aiperf.operations.OperationCount;
import org.aiperf.operations.OperationCount.PerImage;
import org.aiperf.score.EpochSample;
import org.aiperf.score.TrainingRun;
import org.aiperf.unit.Operations;
import org.jspecify.annotations.Nullable;

/**
 * All that is known of a trial.
 *
 * @param start how it began
 * @param epochs its finished epochs in order
 * @param end how it ended, or null while it runs
 */
public record TrialHistory(
        TrialStarted start,
        List<EpochFinished> epochs,
        @Nullable TrialEnded end) {

    public TrialHistory {
        epochs = List.copyOf(epochs);
    }

    /** Best validation accuracy of the finished epochs. */
    public OptionalDouble accuracy() {
        return epochs.stream().mapToDouble(EpochFinished::validationAccuracy).max();
    }

    /** Operations of the finished epochs; none if the definition cannot count the network. */
    public Operations operations(String definition) {
        PerImage count = perImage(definition);
        return epochs.stream().map(e -> operations(count, e)).reduce(Operations.NONE, Operations::plus);
    }

    /** The trial as the score sees it. */
    public TrainingRun trainingRun(String definition) {
        PerImage count = perImage(definition);
        return new TrainingRun(
                Instant.ofEpochMilli(start.time()),
                epochs.stream()
                        .map(e -> new EpochSample(
                                Instant.ofEpochMilli(e.time()), operations(count, e), e.validationAccuracy()))
                        .toList());
    }

    private PerImage perImage(String definition) {
        OperationCount count = start.operations().get(definition);
        return count == null ? new PerImage(0, 0) : count.perImage();
    }

    private static Operations operations(PerImage count, EpochFinished epoch) {
        return count.of(epoch.imagesTrained(), epoch.imagesValidated());
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.aiperf.history;

import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An epoch of a trial was trained and validated.
 *
 * @param time end of its validation
 * @param trial id
 * @param epoch number from 1
 * @param start when its training began
 * @param imagesTrained images that were trained
 * @param imagesValidated images that were validated
 * @param loss mean training loss
 * @param trainAccuracy share of training images classified rightly while training, from 0 to 1
 * @param validationLoss mean validation loss
 * @param validationAccuracy share of validation images classified rightly, from 0 to 1
 * @param learningRate rate of the epoch
 * @param dataMillis time that training waited for images
 * @param trainMillis time in training steps
 * @param evaluateMillis time in validation
 * @param firstLosses mean training loss of each of the first steps, by which others can compare a training that they begin
 *     again (method section 8.1); null in all epochs but the first, and in histories of format 3
 */
public record EpochFinished(
        long time,
        String trial,
        int epoch,
        long start,
        long imagesTrained,
        long imagesValidated,
        double loss,
        double trainAccuracy,
        double validationLoss,
        double validationAccuracy,
        double learningRate,
        long dataMillis,
        long trainMillis,
        long evaluateMillis,
        @JsonSetter(nulls = Nulls.SET) @Nullable List<Float> firstLosses)
        implements HistoryRecord {

    public EpochFinished {
        firstLosses = firstLosses == null ? null : List.copyOf(firstLosses);
    }

    /** An epoch whose first steps are not recorded. */
    public EpochFinished(
            long time,
            String trial,
            int epoch,
            long start,
            long imagesTrained,
            long imagesValidated,
            double loss,
            double trainAccuracy,
            double validationLoss,
            double validationAccuracy,
            double learningRate,
            long dataMillis,
            long trainMillis,
            long evaluateMillis) {
        this(
                time,
                trial,
                epoch,
                start,
                imagesTrained,
                imagesValidated,
                loss,
                trainAccuracy,
                validationLoss,
                validationAccuracy,
                learningRate,
                dataMillis,
                trainMillis,
                evaluateMillis,
                null);
    }
}

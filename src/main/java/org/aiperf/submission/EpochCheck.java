// SPDX-License-Identifier: Apache-2.0
package org.aiperf.submission;

import java.util.OptionalDouble;
import java.util.function.Consumer;
import org.aiperf.config.DataSettings;
import org.aiperf.config.Settings;
import org.aiperf.device.DeviceSet;
import org.aiperf.history.DriverSettings;
import org.aiperf.history.EpochFinished;
import org.aiperf.history.History;
import org.aiperf.history.RecordedData;
import org.aiperf.history.TrialEnded;
import org.aiperf.history.TrialHistory;
import org.aiperf.training.LearningRateSchedule;
import org.aiperf.trial.TrialPlan;
import org.jspecify.annotations.Nullable;

/**
 * Epochs are counted from one, stay within their budget, saw as many images as the data set and the batch size give, at
 * the learning rate of the schedule, and their accuracies are whole images (method sections 2.3 and 2.4).
 *
 * @param data what the verifier knows of the data set; null: nothing
 */
record EpochCheck(@Nullable RecordedData data) implements Check {

    /** An accuracy is a quotient of two whole numbers; its rounding in double precision is far below this. */
    private static final double ROUNDING = 1e-6;

    @Override
    public void find(History history, Settings settings, Consumer<Violation> found) {
        Images images = new Images(settings.data(), data);
        DriverSettings drivers = new DriverSettings(history);
        long validated = history.trials().stream()
                .flatMap(trial -> trial.epochs().stream())
                .mapToLong(EpochFinished::imagesValidated)
                .findFirst()
                .orElse(0);
        for (TrialHistory trial : history.trials()) {
            if (!NumberCheck.trains(trial.start())) {
                continue;
            }
            int number = 0;
            TrialPlan plan = TrialPlan.of(drivers.of(trial), 1);
            DeviceSet devices = new DeviceSet(trial.start().gpus());
            LearningRateSchedule schedule =
                    plan.training(trial.start().hyperparameters(), devices, 0).learningRate();
            int batch = plan.trainingBatch(trial.start().hyperparameters(), devices);
            for (EpochFinished epoch : trial.epochs()) {
                number++;
                String where = "trial %s, epoch %d".formatted(epoch.trial(), epoch.epoch());
                if (epoch.epoch() != number) {
                    found.accept(new Violation(where, "It is number %d of its trial".formatted(number)));
                }
                if (epoch.imagesValidated() != validated) {
                    found.accept(new Violation(
                            where,
                            "It validated %d images, the first epoch of the run %d"
                                    .formatted(epoch.imagesValidated(), validated)));
                }
                images.trained(epoch, batch, where, found);
                images.validated(epoch, where, found);
                double rate = schedule.rate(number - 1);
                if (Math.abs(epoch.learningRate() - rate) > 1e-12 * rate) {
                    found.accept(new Violation(
                            where,
                            "It was trained at the rate %s; the schedule gives %s"
                                    .formatted(epoch.learningRate(), rate)));
                }
                share("accuracy", epoch.validationAccuracy(), epoch.imagesValidated(), where, found);
                share("training accuracy", epoch.trainAccuracy(), epoch.imagesTrained(), where, found);
            }
            if (number > trial.start().epochs()) {
                found.accept(new Violation(
                        "trial " + trial.start().trial(),
                        "It has %d epochs, and its budget was %d"
                                .formatted(number, trial.start().epochs())));
            }
            end(trial, found);
        }
    }

    private static void share(String name, double accuracy, long images, String where, Consumer<Violation> found) {
        double right = accuracy * images;
        if (!(accuracy >= 0 && accuracy <= 1)
                || Math.abs(right - Math.rint(right)) > ROUNDING * Math.max(1, images / 1e6)) {
            found.accept(new Violation(
                    where,
                    "No whole number of %d images gives a%s %s of %s"
                            .formatted(images, name.startsWith("a") ? "n" : "", name, accuracy)));
        }
    }

    /**
     * How many images an epoch has.
     *
     * @param limits of the settings
     * @param data the data set; null if it is not known
     */
    private record Images(DataSettings limits, @Nullable RecordedData data) {

        void trained(EpochFinished epoch, int batch, String where, Consumer<Violation> found) {
            long limit =
                    limits.trainLimit() == 0 ? Long.MAX_VALUE : Math.max(limits.trainLimit() / batch, 1) * (long) batch;
            long whole = data == null ? Long.MAX_VALUE : data.trainImages() / batch * (long) batch;
            long most = Math.min(limit, whole);
            boolean known = most < Long.MAX_VALUE && data != null;
            if (epoch.imagesTrained() % batch != 0
                    || (known ? epoch.imagesTrained() != most : epoch.imagesTrained() > most)) {
                found.accept(new Violation(
                        where,
                        "It trained %d images; in batches of %d an epoch has %s"
                                .formatted(
                                        epoch.imagesTrained(),
                                        batch,
                                        known
                                                ? Long.toString(most)
                                                : most < Long.MAX_VALUE ? most + " at most" : "whole batches")));
            }
        }

        void validated(EpochFinished epoch, String where, Consumer<Violation> found) {
            long limit = limits.validationLimit() == 0 ? Long.MAX_VALUE : limits.validationLimit();
            long most = data == null ? limit : Math.min(limit, data.validationImages());
            if (data == null ? epoch.imagesValidated() > most : epoch.imagesValidated() != most) {
                found.accept(new Violation(
                        where,
                        "It validated %d images; an evaluation has %d".formatted(epoch.imagesValidated(), most)));
            }
        }
    }

    private static void end(TrialHistory trial, Consumer<Violation> found) {
        TrialEnded end = trial.end();
        if (end == null) {
            return;
        }
        String where = "trial " + end.trial();
        OptionalDouble best = trial.accuracy();
        if (end.accuracy() == null ? best.isPresent() : best.isEmpty() || best.getAsDouble() != end.accuracy()) {
            found.accept(new Violation(
                    where,
                    "It is said to have reached an accuracy of %s; its epochs reached %s"
                            .formatted(end.accuracy(), best.isPresent() ? best.getAsDouble() : "none")));
        }
        if (end.state() == TrialEnded.State.FINISHED && trial.epochs().isEmpty()) {
            found.accept(new Violation(where, "It is said to have finished, and has no epoch"));
        }
    }
}

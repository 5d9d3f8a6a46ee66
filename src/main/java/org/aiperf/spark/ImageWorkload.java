// SPDX-License-Identifier: Apache-2.0
package org.aiperf.spark;

import java.io.IOException;
import java.util.Optional;
import org.aiperf.config.Settings;
import org.aiperf.dataset.DatasetInfo;
import org.aiperf.dataset.Datasets;
import org.aiperf.device.DeviceSet;
import org.aiperf.foreign.Cause;
import org.aiperf.history.History;
import org.aiperf.history.RecordedData;
import org.aiperf.image.decode.DecoderLibrary;
import org.aiperf.network.Shape.FeatureMap;
import org.aiperf.report.RunSummary;
import org.aiperf.search.Searches;
import org.aiperf.training.TrainingUnavailableException;
import org.aiperf.training.choice.BackendChoice;
import org.apache.hadoop.conf.Configuration;

/**
 * The benchmark's own work: networks that learn the images of the settings.
 *
 * @param settings all settings
 */
public record ImageWorkload(Settings settings) implements Workload {

    @Override
    public String check() throws IOException {
        Configuration hadoop = SparkApplication.hadoopConfiguration();
        Datasets.lookAt(settings.data(), hadoop);
        DatasetInfo info = ExecutorTrials.dataset(settings.data(), hadoop, 1).info();
        requireBatches(info);
        Searches.networks(
                settings.search(),
                settings.training(),
                new FeatureMap(info.height(), info.width(), info.channels()),
                info.classes(),
                trial -> {
                    throw new IOException("No model is read before the first trial");
                });
        return "%s, %,d + %,d images of %dx%dx%d, %d classes, preprocessing %s; JPEG by %s"
                .formatted(
                        info.name(),
                        info.trainImages(),
                        info.validationImages(),
                        info.height(),
                        info.width(),
                        info.channels(),
                        info.classes(),
                        info.preprocessing(),
                        DecoderLibrary.best().text());
    }

    @Override
    public Optional<RecordedData> data() throws IOException {
        return Optional.of(
                RecordedData.of(ExecutorTrials.dataset(settings.data(), SparkApplication.hadoopConfiguration(), 1)));
    }

    private void requireBatches(DatasetInfo info) {
        int largest = Math.max(
                settings.training().batchSize(),
                settings.search().hyperparameters().batchSize().max());
        if (largest > info.trainImages()) {
            throw new IllegalArgumentException(
                    "A batch of %d images cannot be filled by the %d training images of %s; lower aiperf.training.batch-size and aiperf.search.hyperparameters.batch-size"
                            .formatted(largest, info.trainImages(), info.name()));
        }
    }

    @Override
    public Optional<String> gpuProblem(int perTrial) {
        return backend(perTrial).problem(settings.training().precision().fixed());
    }

    /** Looking loads the library, unless there is no GPU to look at and arithmetic is chosen or of 32 bits. */
    @Override
    public Optional<String> deviceProblem(int perTrial, DeviceSet all) {
        BackendChoice backend = backend(perTrial);
        try {
            backend.require(all);
        } catch (TrainingUnavailableException e) {
            return Optional.of(Cause.of(e));
        }
        return backend.processorProblem(settings.training().precision().fixed());
    }

    private BackendChoice backend(int gpus) {
        return BackendChoice.of(settings.training(), gpus);
    }

    @Override
    public Optional<ModelExport> export(History history, String runDirectory) {
        return RunSummary.of(history, settings)
                .best()
                .map(best ->
                        new ModelExport(settings.render(), runDirectory, best.trial(), best.epoch(), best.accuracy()));
    }

    @Override
    public TrialFactory trials(String runDirectory) {
        return new ExecutorTrials(settings.render(), runDirectory);
    }
}

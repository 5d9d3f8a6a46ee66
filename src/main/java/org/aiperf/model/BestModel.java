// SPDX-License-Identifier: Apache-2.0
package org.aiperf.model;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import org.aiperf.config.Settings;
import org.aiperf.dataset.Dataset;
import org.aiperf.foreign.Cause;
import org.aiperf.foreign.Scratch;
import org.aiperf.history.ModelStore;
import org.aiperf.history.RunDirectory;
import org.aiperf.network.NetworkJson;
import org.aiperf.network.Shape.FeatureMap;
import org.aiperf.report.RunSummary;
import org.aiperf.search.morph.WeightedNetwork;
import org.aiperf.training.Normalization;
import org.aiperf.training.TrainingFailedException;
import org.aiperf.training.dl4j.OnnxModel;
import org.aiperf.training.dl4j.StockModel;

/**
 * The most accurate model of a run.
 *
 * @param card what it is
 * @param network what computes
 */
public record BestModel(ModelCard card, WeightedNetwork network) {

    /** Names of its files in a run's directory. */
    public static final String DL4J = "best-model.zip";

    public static final String ONNX = "best-model.onnx";

    /** Name of its description inside of the zip. */
    static final String CARD = "aiperf.json";

    /** Name of its network inside of the zip, as this application reads it. */
    static final String NETWORK = "network.json";

    /**
     * Reads it from a run.
     *
     * @param best the run's best epoch
     * @param data what was trained on
     * @throws IOException if its weights cannot be read
     */
    public static BestModel of(RunDirectory run, RunSummary.BestEpoch best, Settings settings, Dataset data)
            throws IOException {
        WeightedNetwork network = new ModelStore(run).load(best.trial()).network();
        FeatureMap image = (FeatureMap) network.network().inputShape();
        ModelCard card = new ModelCard(
                ModelCard.FORMAT,
                run.name(),
                best.trial(),
                best.epoch(),
                best.accuracy(),
                data.info().name(),
                image.height(),
                image.width(),
                image.channels(),
                network.network().outputShape().channels(),
                data.classNames(),
                data.info().preprocessing(),
                Normalization.of(settings.data().preprocessing()));
        return new BestModel(card, network);
    }

    /**
     * Writes it for Deeplearning4j, a zip that {@code ComputationGraph.load} opens without this application.
     *
     * @throws IOException if it cannot be built or written
     */
    public void writeDl4j(Path zip) throws IOException {
        try (StockModel model = StockModel.of(network.network(), network.weights(), card.normalization())) {
            model.write(zip);
        } catch (TrainingFailedException e) {
            throw new IOException("Deeplearning4j's own layers cannot build it: " + Cause.of(e), e);
        }
        try (FileSystem files = FileSystems.newFileSystem(zip)) {
            Files.write(files.getPath(CARD), card.json());
            Files.writeString(
                    files.getPath(NETWORK), NetworkJson.write(network.network()).toString());
        }
    }

    /** Writes it in the Open Neural Network Exchange format. */
    public void writeOnnx(Path file) throws IOException {
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file))) {
            OnnxModel.write(network.network(), network.weights(), card.normalization(), card.properties(), out);
        }
    }

    /**
     * Writes both into a run's directory.
     *
     * @return where the zip lies
     */
    public String publish(RunDirectory run) throws IOException {
        try (Scratch scratch = Scratch.create()) {
            Path zip = scratch.path().resolve(DL4J);
            writeDl4j(zip);
            String location = run.publish(DL4J, zip);
            Path onnx = scratch.path().resolve(ONNX);
            writeOnnx(onnx);
            run.publish(ONNX, onnx);
            return location;
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.aiperf.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.function.UnaryOperator;
import javax.imageio.ImageIO;
import org.aiperf.config.Settings;
import org.aiperf.config.SettingsLoader;
import org.aiperf.dataset.Dataset;
import org.aiperf.dataset.Datasets;
import org.aiperf.device.DeviceSet;
import org.aiperf.foreign.Tripwire;
import org.aiperf.history.ModelStore;
import org.aiperf.history.RunDirectory;
import org.aiperf.image.ImageBatch;
import org.aiperf.image.ImageBatches;
import org.aiperf.image.LimitedBatches;
import org.aiperf.model.Classifier.Classification;
import org.aiperf.model.Classifier.Prediction;
import org.aiperf.network.Network;
import org.aiperf.network.SeedNetworks;
import org.aiperf.network.Shape.FeatureMap;
import org.aiperf.network.Weights;
import org.aiperf.report.RunSummary.BestEpoch;
import org.aiperf.search.Model;
import org.aiperf.search.morph.WeightedNetwork;
import org.aiperf.training.LearningRateSchedule;
import org.aiperf.training.Normalization;
import org.aiperf.training.StepListener;
import org.aiperf.training.TrainingPlan;
import org.aiperf.training.TrainingSession;
import org.aiperf.training.dl4j.Dl4jTrainer;
import org.aiperf.unit.Precision;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A model that has learnt a little, from its training to the image that a user shows it. */
class BestModelTest {

    private static final int IMAGES = 60;
    private static final int SIZE = 28;

    private final Path temporary;
    private final RunDirectory run;
    private final Settings settings;
    private final Dataset data;

    BestModelTest(@TempDir Path temporary) throws Exception {
        this.temporary = temporary;
        this.run = RunDirectory.of(temporary.resolve("run").toString());
        this.settings =
                new SettingsLoader(null).load(null, List.of("data.cache-directory=" + temporary.resolve("cache")));
        this.data = new Datasets(settings.data().cache()).open(settings.data());
    }

    /** Accuracy on the first validation images. */
    private double accuracy;

    @BeforeEach
    void train() throws Exception {
        Network network = SeedNetworks.named("resnet-8-strided", new FeatureMap(SIZE, SIZE, 1), 10);
        TrainingPlan plan = new TrainingPlan(
                IMAGES,
                new LearningRateSchedule.Constant(0.1),
                0.9,
                0,
                0.1,
                Normalization.UNIT,
                Precision.FP32,
                DeviceSet.CPU,
                1,
                1);
        try (TrainingSession session = new Dl4jTrainer(1L << 40).start(network, Weights.NONE, plan)) {
            try (ImageBatches batches = LimitedBatches.of(data.training(32, 1, 0), 1280)) {
                session.train(batches, 0, StepListener.NONE);
            }
            try (ImageBatches batches = LimitedBatches.of(data.validation(IMAGES), IMAGES)) {
                accuracy = session.evaluate(batches).accuracy();
            }
            new ModelStore(run).save("000007", new Model(new WeightedNetwork(network, session.weights()), 5));
        }
    }

    @Test
    void predictsWhatItPredictedInTraining() throws Exception {
        BestModel best = BestModel.of(run, new BestEpoch("000007", 3, accuracy), settings, data);
        Path zip = Path.of(best.publish(run));

        assertThat(run.published(BestModel.ONNX)).isPresent();
        try (Classifier classifier = Classifier.open(zip, "best-model.zip");
                ImageBatches batches = data.validation(IMAGES)) {
            assertThat(classifier.card()).isEqualTo(best.card());
            ImageBatch batch = Objects.requireNonNull(batches.next());
            int hits = 0;
            for (int i = 0; i < IMAGES; i++) {
                Classification found = classifier.classify(png(batch, i), 5);
                assertThat(found.resized()).isFalse();
                List<Prediction> predictions = found.predictions();
                assertThat(predictions)
                        .hasSize(5)
                        .isSortedAccordingTo((a, b) -> Float.compare(b.probability(), a.probability()));
                Prediction first = predictions.get(0);
                assertThat(first.name()).isEqualTo(data.classNames().get(first.label()));
                hits += first.label() == batch.labels()[i] ? 1 : 0;
            }
            assertThat(accuracy).isGreaterThan(0.3);
            assertThat((double) hits / IMAGES).isEqualTo(accuracy);
        }
    }

    @Test
    void aPictureOfAnySizeAndColourIsResizedAndSaysSo() throws Exception {
        Path zip = Path.of(BestModel.of(run, new BestEpoch("000007", 3, accuracy), settings, data)
                .publish(run));
        try (Classifier classifier = Classifier.open(zip, "best-model.zip")) {
            for (BufferedImage picture : List.of(
                    new BufferedImage(640, 480, BufferedImage.TYPE_INT_RGB),
                    new BufferedImage(9, 200, BufferedImage.TYPE_BYTE_GRAY))) {
                Path file = temporary.resolve("picture.png");
                ImageIO.write(picture, "png", file.toFile());

                Classification found = classifier.classify(file, 5);

                assertThat(found.resized()).isTrue();
                assertThat(found.predictions()).hasSize(5);
            }
        }
    }

    @Test
    void whatCannotBeUsedIsNamed() throws Exception {
        Path text = Files.writeString(temporary.resolve("text.png"), "no image");
        Path zip = Path.of(BestModel.of(run, new BestEpoch("000007", 3, accuracy), settings, data)
                .publish(run));

        try (Classifier classifier = Classifier.open(zip, "best-model.zip")) {
            assertThatThrownBy(() -> classifier.classify(text, 5))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("text.png: its image is neither JPEG nor PNG");
        }
        assertThatThrownBy(() -> Classifier.open(text, text.toString()))
                .hasMessageContaining("text.png is no model: it is no whole zip file");
        assertThatThrownBy(() -> BestModel.of(run, new BestEpoch("000008", 1, 1), settings, data))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("000008");
    }

    /** Deeplearning4j would make an object of each of these. */
    @Test
    void aModelsZipIsNoPlaceForObjects() throws Exception {
        Path zip = Path.of(BestModel.of(run, new BestEpoch("000007", 3, accuracy), settings, data)
                .publish(run));
        try (FileSystem files = FileSystems.newFileSystem(zip)) {
            for (String entry : List.of("preprocessor.bin", "normalizer.bin", "updaterState.bin", "objects/1")) {
                Path file = files.getPath(entry);
                if (file.getParent() != null) {
                    Files.createDirectories(file.getParent());
                }
                Files.write(file, Tripwire.bytes());
            }
            Files.writeString(files.getPath("configuration.json"), "{\"@class\": \"java.lang.ProcessBuilder\"}");
        }

        int before = Tripwire.made();
        Classifier.open(zip, "best-model.zip").close();

        assertThat(Tripwire.made()).isEqualTo(before);
    }

    @Test
    void aModelThatDoesNotFitTogetherIsRefused() throws Exception {
        Path zip = Path.of(BestModel.of(run, new BestEpoch("000007", 3, accuracy), settings, data)
                .publish(run));
        replace(zip, BestModel.NETWORK, text -> text.replaceFirst("\"cout\":\\d+", "\"cout\":500000"));
        assertThatThrownBy(() -> Classifier.open(zip, "best-model.zip")).isInstanceOf(IOException.class);
        replace(zip, BestModel.NETWORK, text -> "[".repeat(100_000));
        assertThatThrownBy(() -> Classifier.open(zip, "best-model.zip")).isInstanceOf(IOException.class);
        replace(zip, BestModel.CARD, text -> text.replace("\"height\" : 28", "\"height\" : 29"));
        replace(zip, BestModel.NETWORK, text -> " ".repeat(17 << 20));
        assertThatThrownBy(() -> Classifier.open(zip, "best-model.zip"))
                .hasMessageContaining("best-model.zip is no model: its network.json is larger than");
    }

    private static void replace(Path zip, String name, UnaryOperator<String> change) throws IOException {
        try (FileSystem files = FileSystems.newFileSystem(zip)) {
            Path file = files.getPath(name);
            Files.writeString(file, change.apply(Files.readString(file)));
        }
    }

    private Path png(ImageBatch batch, int number) throws IOException {
        BufferedImage image = new BufferedImage(SIZE, SIZE, BufferedImage.TYPE_BYTE_GRAY);
        image.getRaster().setDataElements(0, 0, SIZE, SIZE, slice(batch.pixels(), number));
        Path file = temporary.resolve("image.png");
        ImageIO.write(image, "png", file.toFile());
        return file;
    }

    private static byte[] slice(byte[] pixels, int number) {
        byte[] one = new byte[SIZE * SIZE];
        System.arraycopy(pixels, number * one.length, one, 0, one.length);
        return one;
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.aiperf.model;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import java.util.stream.IntStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;
import org.aiperf.dataset.Preprocessing;
import org.aiperf.dataset.Transform;
import org.aiperf.image.ImageSize;
import org.aiperf.image.decode.DecoderLibrary;
import org.aiperf.image.decode.EncodedImage;
import org.aiperf.image.decode.ImageDecoder;
import org.aiperf.training.dl4j.StockModel;

/**
 * Classifies image files with a model's zip, treating them as validation images were treated in training. Confined to one
 * thread.
 */
public final class Classifier implements AutoCloseable {

    private final ModelCard card;
    private final StockModel model;
    private final ImageDecoder header;
    private final Transform transform;

    /** No validation image draws anything. */
    private final RandomGenerator draws =
            RandomGeneratorFactory.of("SplittableRandom").create(0);

    /**
     * What an image may show.
     *
     * @param label number of the class from 0
     * @param name of the class
     * @param probability that the model gives it, from 0 to 1
     */
    public record Prediction(int label, String name, float probability) {}

    private Classifier(ModelCard card, StockModel model) {
        this.card = card;
        this.model = model;
        DecoderLibrary library = DecoderLibrary.best();
        this.header = library.decoder(card.channels());
        this.transform = Preprocessing.parse(card.preprocessing())
                .validation(library.decoder(card.channels()), new ImageSize(card.height(), card.width()));
    }

    /**
     * Opens a model's zip.
     *
     * @throws IOException if it is none, naming the file
     */
    public static Classifier open(Path zip) throws IOException {
        try {
            return new Classifier(card(zip), StockModel.read(zip));
        } catch (ZipException e) {
            throw new IOException("%s is no model: it is no zip file".formatted(zip), e);
        } catch (IOException e) {
            throw e instanceof NoSuchFileException
                    ? e
                    : new IOException("%s is no model: %s".formatted(zip, e.getMessage()), e);
        }
    }

    private static ModelCard card(Path zip) throws IOException {
        try (ZipFile file = new ZipFile(zip.toFile())) {
            ZipEntry entry = file.getEntry(BestModel.CARD);
            if (entry == null) {
                throw new IOException(
                        "it has no %s; AIPerf writes one into the models of its runs".formatted(BestModel.CARD));
            }
            try (InputStream in = file.getInputStream(entry)) {
                return ModelCard.read(in.readAllBytes());
            }
        }
    }

    /** What the model is. */
    public ModelCard card() {
        return card;
    }

    /**
     * Classifies an image.
     *
     * @param image a JPEG or PNG file
     * @param most classes to name
     * @return the most probable classes, the first one first
     * @throws IOException if it cannot be used, naming the file
     */
    public List<Prediction> classify(Path image, int most) throws IOException {
        float[] probabilities = model.probabilities(pixels(image), 1, card.height(), card.width(), card.channels());
        return IntStream.range(0, probabilities.length)
                .boxed()
                .sorted((a, b) -> Float.compare(probabilities[b], probabilities[a]))
                .limit(most)
                .map(label -> new Prediction(label, card.className(label), probabilities[label]))
                .toList();
    }

    private byte[] pixels(Path image) throws IOException {
        byte[] pixels = new byte[card.height() * card.width() * card.channels()];
        EncodedImage file = EncodedImage.of(Files.readAllBytes(image));
        try {
            requireSize(header.size(file));
            transform.apply(file, draws, pixels, 0);
            return pixels;
        } catch (IOException e) {
            throw new IOException("Cannot classify %s: %s".formatted(image, e.getMessage()), e);
        }
    }

    private void requireSize(ImageSize size) throws IOException {
        ImageSize taken = new ImageSize(card.height(), card.width());
        if (Preprocessing.parse(card.preprocessing()) == Preprocessing.AS_IS && !size.equals(taken)) {
            throw new IOException(
                    "it has %s pixels, and this model was trained on images of %s as they are; bring it to that size first"
                            .formatted(size, taken));
        }
    }

    @Override
    public void close() {
        header.close();
        transform.close();
        model.close();
    }
}

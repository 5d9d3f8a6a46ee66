// SPDX-License-Identifier: Apache-2.0
package org.aiperf.model;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
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
import org.aiperf.foreign.Bounds;
import org.aiperf.foreign.Cause;
import org.aiperf.foreign.Containment;
import org.aiperf.image.ImageSize;
import org.aiperf.image.decode.DecoderLibrary;
import org.aiperf.image.decode.EncodedImage;
import org.aiperf.image.decode.ImageDecoder;
import org.aiperf.network.Network;
import org.aiperf.network.NetworkJson;
import org.aiperf.network.Shape.FeatureMap;
import org.aiperf.training.dl4j.StockModel;

/**
 * Classifies image files with a model's zip, treating them as validation images were treated in training. Confined to one
 * thread.
 */
public final class Classifier implements AutoCloseable {

    private static final int MOST_CARD = 1 << 20;
    private static final int MOST_NETWORK = 1 << 24;

    private final ModelCard card;
    private final StockModel model;
    private final ImageDecoder header;
    private final Transform transform;

    /** Of images that have not the size of those that the model was trained on as they were. */
    private final Transform resizing;

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

    /**
     * What an image may show.
     *
     * @param predictions the most probable classes, the first one first
     * @param resized whether the image was resized and cropped, where the model was trained on images as they are
     */
    public record Classification(List<Prediction> predictions, boolean resized) {}

    private Classifier(ModelCard card, StockModel model) {
        this.card = card;
        this.model = model;
        DecoderLibrary library = DecoderLibrary.best();
        this.header = library.decoder(card.channels());
        ImageSize size = new ImageSize(card.height(), card.width());
        this.transform = Preprocessing.parse(card.preprocessing()).validation(library.decoder(card.channels()), size);
        this.resizing = Preprocessing.AIPERF.validation(library.decoder(card.channels()), size);
    }

    /**
     * Opens a model's zip. It may be a stranger's: three of its entries are read, within bounds, and nothing else is looked at.
     *
     * @param name what its user calls it
     * @throws IOException if it is none, naming it
     */
    public static Classifier open(Path zip, String name) throws IOException {
        try {
            return Containment.of(() -> read(zip));
        } catch (ZipException e) {
            throw new IOException("%s is no model: it is no whole zip file; copy it again".formatted(name), e);
        } catch (IOException e) {
            throw e instanceof NoSuchFileException
                    ? e
                    : new IOException("%s is no model: %s".formatted(name, Cause.of(e)), e);
        }
    }

    private static Classifier read(Path zip) throws IOException {
        try (ZipFile file = new ZipFile(zip.toFile())) {
            ModelCard card = ModelCard.read(entry(file, BestModel.CARD, MOST_CARD));
            Network network =
                    NetworkJson.parse(new String(entry(file, BestModel.NETWORK, MOST_NETWORK), StandardCharsets.UTF_8));
            FeatureMap image = new FeatureMap(card.height(), card.width(), card.channels());
            if (!network.inputShape().equals(image) || network.outputShape().channels() != card.classes()) {
                throw new IOException("it takes images of %s and knows %d classes, and its network makes %s of %s"
                        .formatted(image, card.classes(), network.outputShape(), network.inputShape()));
            }
            ZipEntry weights = required(file, StockModel.WEIGHTS);
            if (weights.getSize() > Bounds.unpacked(weights.getCompressedSize())) {
                throw new IOException("its %s unpacks to %,d bytes, more than weights do"
                        .formatted(StockModel.WEIGHTS, weights.getSize()));
            }
            try (InputStream in = file.getInputStream(weights)) {
                return new Classifier(card, StockModel.read(network, card.normalization(), in));
            }
        }
    }

    private static ZipEntry required(ZipFile file, String name) throws IOException {
        ZipEntry entry = file.getEntry(name);
        if (entry == null) {
            throw new IOException("it has no %s; submit/aiperf export RUN writes the model of a run".formatted(name));
        }
        return entry;
    }

    private static byte[] entry(ZipFile file, String name, int most) throws IOException {
        try (InputStream in = file.getInputStream(required(file, name))) {
            return Bounds.read(in, name, most);
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
     * @throws IOException if it cannot be used, naming the file
     */
    public Classification classify(Path image, int most) throws IOException {
        byte[] pixels = new byte[card.height() * card.width() * card.channels()];
        EncodedImage file = EncodedImage.of(Files.readAllBytes(image));
        boolean resized;
        try {
            resized = Preprocessing.parse(card.preprocessing()) == Preprocessing.AS_IS
                    && !header.size(file).equals(new ImageSize(card.height(), card.width()));
            (resized ? resizing : transform).apply(file, draws, pixels, 0);
        } catch (IOException e) {
            throw new IOException("Cannot classify %s: %s".formatted(image, Cause.of(e)), e);
        }
        return new Classification(likeliest(pixels, most), resized);
    }

    private List<Prediction> likeliest(byte[] pixels, int most) {
        float[] probabilities = model.probabilities(pixels, 1, card.height(), card.width(), card.channels());
        return IntStream.range(0, probabilities.length)
                .boxed()
                .sorted((a, b) -> Float.compare(probabilities[b], probabilities[a]))
                .limit(most)
                .map(label -> new Prediction(label, card.className(label), probabilities[label]))
                .toList();
    }

    @Override
    public void close() {
        header.close();
        transform.close();
        resizing.close();
        model.close();
    }
}

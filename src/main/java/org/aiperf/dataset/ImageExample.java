// SPDX-License-Identifier: Apache-2.0
package org.aiperf.dataset;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import org.aiperf.image.decode.EncodedImage;

/**
 * One labelled image as a {@code tf.train.Example} with the feature names of the benchmark's ImageNet shards, so that
 * shards written for TensorFlow can be read as they are. Source: notes on the reference's {@code build_imagenet_data}.
 *
 * @param encoded the image file, JPEG or PNG
 * @param format "JPEG" or "PNG"; empty if the record does not say
 * @param height rows; 0 if the record does not say
 * @param width columns; 0 if the record does not say
 * @param channels 1 or 3; 0 if the record does not say
 * @param colorspace "Grayscale" or "RGB"; empty if the record does not say
 * @param label class number, counted from the data set's label base
 * @param synset the class's short name, such as "n01440764"; empty if the record does not say
 * @param text the class in words; empty if the record does not say
 * @param filename where the image came from; empty if the record does not say
 */
@SuppressWarnings(
        "ArrayRecordComponent") // Copying every image would cost without protecting anything: it is passed once.
public record ImageExample(
        byte[] encoded,
        String format,
        int height,
        int width,
        int channels,
        String colorspace,
        long label,
        String synset,
        String text,
        String filename) {

    static final String ENCODED = "image/encoded";
    private static final String FORMAT = "image/format";
    private static final String HEIGHT = "image/height";
    private static final String WIDTH = "image/width";
    private static final String CHANNELS = "image/channels";
    private static final String COLORSPACE = "image/colorspace";
    static final String LABEL = "image/class/label";
    private static final String SYNSET = "image/class/synset";
    private static final String TEXT = "image/class/text";
    private static final String FILENAME = "image/filename";

    private static final List<String> KEYS =
            List.of(ENCODED, FORMAT, HEIGHT, WIDTH, CHANNELS, COLORSPACE, LABEL, SYNSET, TEXT, FILENAME);

    // Field numbers; ExampleFeatures tells the message.
    private static final int FEATURES = 1;
    private static final int FEATURE = 1;
    private static final int KEY = 1;
    private static final int VALUE = 2;

    /** An example that does not name its class. */
    public ImageExample(
            byte[] encoded,
            String format,
            int height,
            int width,
            int channels,
            String colorspace,
            long label,
            String filename) {
        this(encoded, format, height, width, channels, colorspace, label, "", "", filename);
    }

    /**
     * Reads the data of one TFRecord record; features of other names are passed over.
     *
     * @throws IOException if it is no example, or has no image or no label; tells what, as the end of a sentence
     */
    public static ImageExample parse(byte[] record) throws IOException {
        ExampleFeatures features = new ExampleFeatures(KEYS);
        features.read(record, record.length);
        EncodedImage encoded = features.bytes(KEYS.indexOf(ENCODED));
        return new ImageExample(
                Arrays.copyOfRange(encoded.bytes(), encoded.offset(), encoded.offset() + encoded.length()),
                features.text(KEYS.indexOf(FORMAT)),
                features.size(KEYS.indexOf(HEIGHT)),
                features.size(KEYS.indexOf(WIDTH)),
                features.size(KEYS.indexOf(CHANNELS)),
                features.text(KEYS.indexOf(COLORSPACE)),
                features.number(KEYS.indexOf(LABEL)),
                features.text(KEYS.indexOf(SYNSET)),
                features.text(KEYS.indexOf(TEXT)),
                features.text(KEYS.indexOf(FILENAME)));
    }

    /** The data of one TFRecord record, the same bytes for the same example. */
    public byte[] toBytes() {
        ProtoMessage features = new ProtoMessage();
        add(features, CHANNELS, numbers(channels));
        add(features, LABEL, numbers(label));
        if (!synset.isEmpty()) {
            add(features, SYNSET, texts(synset.getBytes(UTF_8)));
        }
        if (!text.isEmpty()) {
            add(features, TEXT, texts(text.getBytes(UTF_8)));
        }
        add(features, COLORSPACE, texts(colorspace.getBytes(UTF_8)));
        add(features, ENCODED, texts(encoded));
        add(features, FILENAME, texts(filename.getBytes(UTF_8)));
        add(features, FORMAT, texts(format.getBytes(UTF_8)));
        add(features, HEIGHT, numbers(height));
        add(features, WIDTH, numbers(width));
        return new ProtoMessage().message(FEATURES, features).toBytes();
    }

    private static void add(ProtoMessage features, String key, ProtoMessage feature) {
        features.message(
                FEATURE, new ProtoMessage().bytes(KEY, key.getBytes(UTF_8)).message(VALUE, feature));
    }

    private static ProtoMessage numbers(long value) {
        byte[] packed = new ProtoMessage().varint(value).toBytes();
        return new ProtoMessage().message(ExampleFeatures.INT64_LIST, new ProtoMessage().bytes(1, packed));
    }

    private static ProtoMessage texts(byte[] value) {
        return new ProtoMessage().message(ExampleFeatures.BYTES_LIST, new ProtoMessage().bytes(1, value));
    }
}

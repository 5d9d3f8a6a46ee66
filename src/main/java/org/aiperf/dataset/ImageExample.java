// SPDX-License-Identifier: Apache-2.0
package org.aiperf.dataset;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

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

    private static final String ENCODED = "image/encoded";
    private static final String FORMAT = "image/format";
    private static final String HEIGHT = "image/height";
    private static final String WIDTH = "image/width";
    private static final String CHANNELS = "image/channels";
    private static final String COLORSPACE = "image/colorspace";
    private static final String LABEL = "image/class/label";
    private static final String SYNSET = "image/class/synset";
    private static final String TEXT = "image/class/text";
    private static final String FILENAME = "image/filename";

    // Example {Features features = 1}, Features {map<string, Feature> feature = 1},
    // Feature {BytesList bytes_list = 1; Int64List int64_list = 3}, each list {repeated value = 1}.
    private static final int FEATURES = 1;
    private static final int FEATURE = 1;
    private static final int KEY = 1;
    private static final int VALUE = 2;
    private static final int BYTES_LIST = 1;
    private static final int INT64_LIST = 3;

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
        Map<String, ProtoCursor> features = features(record);
        return new ImageExample(
                first(features, ENCODED, BYTES_LIST).toBytes(),
                text(features, FORMAT),
                number(features, HEIGHT),
                number(features, WIDTH),
                number(features, CHANNELS),
                text(features, COLORSPACE),
                first(features, LABEL, INT64_LIST).varint(),
                text(features, SYNSET),
                text(features, TEXT),
                text(features, FILENAME));
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
        return new ProtoMessage().message(INT64_LIST, new ProtoMessage().bytes(1, packed));
    }

    private static ProtoMessage texts(byte[] value) {
        return new ProtoMessage().message(BYTES_LIST, new ProtoMessage().bytes(1, value));
    }

    private static Map<String, ProtoCursor> features(byte[] record) throws IOException {
        Map<String, ProtoCursor> features = new HashMap<>();
        ProtoCursor example = new ProtoCursor(record);
        for (int field = example.field(); field != 0; field = example.field()) {
            if (field != FEATURES) {
                example.skip();
                continue;
            }
            ProtoCursor entries = example.message();
            for (int entry = entries.field(); entry != 0; entry = entries.field()) {
                if (entry == FEATURE) {
                    addEntry(features, entries.message());
                } else {
                    entries.skip();
                }
            }
        }
        return features;
    }

    private static void addEntry(Map<String, ProtoCursor> features, ProtoCursor entry) throws IOException {
        String key = "";
        ProtoCursor value = new ProtoCursor(new byte[0]);
        for (int field = entry.field(); field != 0; field = entry.field()) {
            switch (field) {
                case KEY -> key = entry.message().text();
                case VALUE -> value = entry.message();
                default -> entry.skip();
            }
        }
        features.put(key, value);
    }

    /** The first value of a feature, placed on its content. */
    private static ProtoCursor first(Map<String, ProtoCursor> features, String key, int list) throws IOException {
        ProtoCursor value = firstIfAny(features, key, list);
        if (value == null) {
            throw new IOException("it has no value for " + key);
        }
        return value;
    }

    private static @Nullable ProtoCursor firstIfAny(Map<String, ProtoCursor> features, String key, int list)
            throws IOException {
        ProtoCursor feature = features.get(key);
        if (feature == null || feature.atEnd()) {
            return null;
        }
        if (feature.field() != list) {
            throw new IOException("its " + key + " has another type than expected");
        }
        ProtoCursor values = feature.message();
        if (values.field() == 0) {
            return null;
        }
        // Numbers come packed into one field or one field each.
        return values.delimited() ? values.message() : values;
    }

    private static String text(Map<String, ProtoCursor> features, String key) throws IOException {
        ProtoCursor value = firstIfAny(features, key, BYTES_LIST);
        return value == null ? "" : value.text();
    }

    private static int number(Map<String, ProtoCursor> features, String key) throws IOException {
        ProtoCursor value = firstIfAny(features, key, INT64_LIST);
        long number = value == null ? 0 : value.varint();
        if (number < 0 || number > Integer.MAX_VALUE) {
            throw new IOException("its " + key + " is " + number);
        }
        return (int) number;
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.aiperf.dataset;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.util.List;
import java.util.stream.Stream;
import org.aiperf.image.decode.EncodedImage;
import org.jspecify.annotations.Nullable;

/**
 * Finds the features of a {@code tf.train.Example}, in place: record after record is read by one instance, which allocates
 * nothing for it. Values are those of the record read last, as long as its array is not changed. Not thread-safe.
 *
 * <p>The message is {@code Example {Features features = 1}}, {@code Features {map<string, Feature> feature = 1}},
 * {@code Feature {BytesList bytes_list = 1; Int64List int64_list = 3}}, each list {@code {repeated value = 1}}.
 */
final class ExampleFeatures {

    static final int BYTES_LIST = 1;
    static final int INT64_LIST = 3;

    private static final int FEATURES = 1;
    private static final int FEATURE = 1;
    private static final int KEY = 1;
    private static final int VALUE = 2;

    private final List<byte[]> keys;
    private final ProtoCursor[] features;
    private final ProtoCursor example = new ProtoCursor();
    private final ProtoCursor entries = new ProtoCursor();
    private final ProtoCursor entry = new ProtoCursor();
    private final ProtoCursor key = new ProtoCursor();
    private final ProtoCursor value = new ProtoCursor();
    private final ProtoCursor values = new ProtoCursor();

    /** @param keys the features to find; they are asked for by their place in this list */
    ExampleFeatures(List<String> keys) {
        this.keys = keys.stream().map(name -> name.getBytes(UTF_8)).toList();
        this.features = Stream.generate(ProtoCursor::new).limit(keys.size()).toArray(ProtoCursor[]::new);
    }

    /**
     * Reads the data of a record; features of other keys are passed over.
     *
     * @throws IOException if it is no example
     */
    void read(byte[] data, int length) throws IOException {
        for (ProtoCursor feature : features) {
            feature.clear();
        }
        example.open(data, 0, length);
        for (int field = example.field(); field != 0; field = example.field()) {
            if (field != FEATURES) {
                example.skip();
                continue;
            }
            example.enter(entries);
            for (int inner = entries.field(); inner != 0; inner = entries.field()) {
                if (inner == FEATURE) {
                    entries.enter(entry);
                    readEntry();
                } else {
                    entries.skip();
                }
            }
        }
    }

    private void readEntry() throws IOException {
        key.clear();
        value.clear();
        for (int field = entry.field(); field != 0; field = entry.field()) {
            switch (field) {
                case KEY -> entry.enter(key);
                case VALUE -> entry.enter(value);
                default -> entry.skip();
            }
        }
        for (int i = 0; i < features.length; i++) {
            if (key.contentEquals(keys.get(i))) {
                features[i].copy(value);
            }
        }
    }

    /** The bytes of a feature that has to be there. */
    EncodedImage bytes(int feature) throws IOException {
        return required(feature, BYTES_LIST).content();
    }

    /** The number of a feature that has to be there. */
    long number(int feature) throws IOException {
        return required(feature, INT64_LIST).varint();
    }

    /** The text of a feature, empty if it is not there. */
    String text(int feature) throws IOException {
        ProtoCursor first = first(feature, BYTES_LIST);
        return first == null ? "" : first.text();
    }

    /** The number of a feature, 0 if it is not there. */
    int size(int feature) throws IOException {
        ProtoCursor first = first(feature, INT64_LIST);
        long number = first == null ? 0 : first.varint();
        if (number < 0 || number > Integer.MAX_VALUE) {
            throw new IOException("its %s is %d".formatted(name(feature), number));
        }
        return (int) number;
    }

    private ProtoCursor required(int feature, int list) throws IOException {
        ProtoCursor first = first(feature, list);
        if (first == null) {
            throw new IOException("it has no value for " + name(feature));
        }
        return first;
    }

    /** The first value of a feature, placed on its content. */
    private @Nullable ProtoCursor first(int feature, int list) throws IOException {
        value.copy(features[feature]);
        if (value.atEnd()) {
            return null;
        }
        if (value.field() != list) {
            throw new IOException("its " + name(feature) + " has another type than expected");
        }
        value.enter(values);
        if (values.field() == 0) {
            return null;
        }
        // Numbers come packed into one field or one field each.
        if (values.delimited()) {
            values.enter(key);
            return key;
        }
        return values;
    }

    private String name(int feature) {
        return new String(keys.get(feature), UTF_8);
    }
}

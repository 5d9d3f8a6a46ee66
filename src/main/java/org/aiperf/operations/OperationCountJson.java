// SPDX-License-Identifier: Apache-2.0
package org.aiperf.operations;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.util.EnumMap;
import java.util.Map;

/**
 * The JSON of an {@link OperationCount}: {@code forward} and {@code backward} by {@link LayerKind#key()}, with the sums
 * {@code eval_per_image} and {@code train_per_image}. Whole numbers are written without a fraction.
 */
public final class OperationCountJson {

    private static final String FORWARD = "forward";
    private static final String BACKWARD = "backward";
    private static final String EVAL = "eval_per_image";
    private static final String TRAIN = "train_per_image";

    private OperationCountJson() {}

    public static ObjectNode write(OperationCount count) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        write(json.putObject(FORWARD), count.forward());
        write(json.putObject(BACKWARD), count.backward());
        number(json, EVAL, count.evalPerImage());
        number(json, TRAIN, count.trainPerImage());
        return json;
    }

    /**
     * Reads the counts by kind; the sums follow from them. Kinds that are not named count nothing.
     *
     * @throws IllegalArgumentException if a part is missing or a count is no number
     */
    public static OperationCount read(JsonNode json) {
        return new OperationCount(counts(json, FORWARD), counts(json, BACKWARD));
    }

    private static void write(ObjectNode json, Map<LayerKind, Double> counts) {
        counts.forEach((kind, value) -> number(json, kind.key(), value));
    }

    private static void number(ObjectNode json, String name, double value) {
        if (value == Math.rint(value) && Math.abs(value) < 0x1p63) {
            json.put(name, (long) value);
        } else {
            json.put(name, BigDecimal.valueOf(value));
        }
    }

    private static Map<LayerKind, Double> counts(JsonNode json, String pass) {
        JsonNode part = json.path(pass);
        if (!part.isObject()) {
            throw new IllegalArgumentException("Operation counts miss the field '%s'".formatted(pass));
        }
        Map<LayerKind, Double> counts = new EnumMap<>(LayerKind.class);
        for (LayerKind kind : LayerKind.values()) {
            JsonNode value = part.path(kind.key());
            if (value.isNumber()) {
                counts.put(kind, value.asDouble());
            } else if (!value.isMissingNode()) {
                throw new IllegalArgumentException(
                        "The %s count of %s is no number: %s".formatted(pass, kind.key(), value));
            }
        }
        return counts;
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.aiperf.network;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.function.Supplier;

/** Typed access to JSON that says what is missing. */
final class Fields {

    /** No dimension, channel or unit is greater: products of a few of them keep within what can be counted. */
    private static final int MOST = 1 << 24;

    private Fields() {}

    static JsonNode array(JsonNode json, String name) {
        JsonNode value = json.path(name);
        if (!value.isArray()) {
            throw new InvalidNetworkException("The field '" + name + "' is missing or no array");
        }
        return value;
    }

    static int integer(JsonNode json, String name) {
        return wholeNumber(json.path(name), () -> "The field '" + name + "'");
    }

    static int element(JsonNode array, int index) {
        return wholeNumber(array.path(index), () -> "Element " + index + " of " + array);
    }

    static double number(JsonNode json, String name) {
        if (!json.path(name).isNumber()) {
            throw new InvalidNetworkException("The field '" + name + "' is missing or no number");
        }
        return json.get(name).asDouble();
    }

    private static int wholeNumber(JsonNode value, Supplier<String> what) {
        if (!value.canConvertToInt() || !value.canConvertToExactIntegral()) {
            throw new InvalidNetworkException(what.get() + " is missing or no whole number");
        }
        if (value.asInt() > MOST) {
            throw new InvalidNetworkException(
                    "%s is %d, more than the %d that can be counted with".formatted(what.get(), value.asInt(), MOST));
        }
        return value.asInt();
    }
}

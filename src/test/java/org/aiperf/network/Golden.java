// SPDX-License-Identifier: Apache-2.0
package org.aiperf.network;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Objects;

/** The golden cases computed by the reference code; see the README beside them. */
public final class Golden {

    /** Every network among the golden cases. */
    public static final List<String> NETWORKS = List.of(
            "cnn3",
            "cnn3_concat_wide",
            "cnn3_deep",
            "cnn3_skip_add",
            "cnn3_skip_concat",
            "cnn3_wide0",
            "odd_sizes",
            "r50_chain3",
            "r50_deep_relu2",
            "r50_skip_proj",
            "r50_skip_s2",
            "r50_skip_same",
            "r50_wide_10",
            "r50_wide_4",
            "resnet50",
            "stock_cnn",
            "two_dense");

    private Golden() {}

    public static JsonNode json(String path) {
        try (InputStream in = Golden.class.getResourceAsStream("/golden/" + path)) {
            return new ObjectMapper().readTree(Objects.requireNonNull(in, path));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public static JsonNode networkJson(String name) {
        return json("nets/" + name + ".json");
    }

    public static Network network(String name) {
        return NetworkJson.read(networkJson(name));
    }

    /** Names for a parameterised test. */
    public static List<String> names() {
        return NETWORKS;
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.aiperf.network;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.aiperf.network.Shape.FeatureMap;
import org.aiperf.network.Shape.Vector;

/**
 * The house's JSON of a network: {@code input}, {@code nodes} (shape by node), {@code layers} (by layer id) and
 * {@code adj} (ordered {@code [to, layer]} by node). Further fields are ignored on reading. Shapes are inferred; those
 * of the file are only compared.
 */
public final class NetworkJson {

    private static final ObjectMapper MAPPER = new ObjectMapper();

    private NetworkJson() {}

    public static ObjectNode write(Network network) {
        ObjectNode root = MAPPER.createObjectNode();
        root.set("input", dimensions(network.inputShape()));
        ArrayNode nodes = root.putArray("nodes");
        ArrayNode adjacency = MAPPER.createArrayNode();
        for (int node = 0; node < network.nodeCount(); node++) {
            nodes.add(dimensions(network.shape(node)));
            ArrayNode edges = adjacency.addArray();
            network.successors(node)
                    .forEach(edge -> edges.addArray().add(edge.to()).add(edge.layer()));
        }
        ArrayNode layers = root.putArray("layers");
        network.layers().forEach(placed -> layers.add(layer(placed)));
        root.set("adj", adjacency);
        return root;
    }

    /**
     * Reads a network of the house's format or of NNI's, told apart by their fields.
     *
     * @throws InvalidNetworkException if the text is no JSON, misses a field or describes no network
     */
    public static Network parse(String json) {
        try {
            return read(MAPPER.readTree(json));
        } catch (JsonProcessingException e) {
            throw new InvalidNetworkException("No JSON of a network: " + e.getOriginalMessage(), e);
        }
    }

    /** As {@link #parse}, from a tree. */
    public static Network read(JsonNode root) {
        if (root.has("layer_list")) {
            return NniJson.read(root);
        }
        List<PlacedLayer> layers = new ArrayList<>();
        for (JsonNode layer : Fields.array(root, "layers")) {
            layers.add(placed(layers.size(), layer));
        }
        List<List<Edge>> successors = new ArrayList<>();
        for (JsonNode edges : Fields.array(root, "adj")) {
            List<Edge> list = new ArrayList<>();
            edges.forEach(edge -> list.add(new Edge(Fields.element(edge, 0), Fields.element(edge, 1))));
            successors.add(list);
        }
        Network network = new Network(shape(Fields.array(root, "input")), layers, successors);
        if (root.has("nodes")) {
            requireShapes(network, Fields.array(root, "nodes"));
        }
        return network;
    }

    static void requireShapes(Network network, Iterable<JsonNode> nodes) {
        int id = 0;
        for (JsonNode node : nodes) {
            if (id < network.nodeCount() && !shape(node).equals(network.shape(id))) {
                throw new InvalidNetworkException("Node %d is written as %s, but its layers make it %s"
                        .formatted(id, shape(node), network.shape(id)));
            }
            id++;
        }
        if (id != network.nodeCount()) {
            throw new InvalidNetworkException(
                    "The file names %d nodes, its edges %d".formatted(id, network.nodeCount()));
        }
    }

    static ArrayNode dimensions(Shape shape) {
        ArrayNode array = MAPPER.createArrayNode();
        if (shape instanceof FeatureMap map) {
            array.add(map.height()).add(map.width());
        }
        return array.add(shape.channels());
    }

    static Shape shape(JsonNode dimensions) {
        return switch (dimensions.size()) {
            case 1 -> new Vector(Fields.element(dimensions, 0));
            case 3 ->
                new FeatureMap(
                        Fields.element(dimensions, 0), Fields.element(dimensions, 1), Fields.element(dimensions, 2));
            default ->
                throw new InvalidNetworkException(
                        "A shape has 1 dimension, or 3 (height, width, channels), not " + dimensions);
        };
    }

    private static ObjectNode layer(PlacedLayer placed) {
        ObjectNode json = MAPPER.createObjectNode();
        json.put("t", name(placed.layer()));
        ArrayNode inputs = json.putArray("in");
        placed.inputs().forEach(inputs::add);
        json.put("out", placed.output());
        if (placed.layer() instanceof Layer.Conv c) {
            json.put("cin", c.inputs()).put("cout", c.filters());
            json.put("k", c.kernel()).put("s", c.stride()).put("p", c.padding());
        } else if (placed.layer() instanceof Layer.Dense d) {
            json.put("cin", d.inputs()).put("cout", d.units());
        } else if (placed.layer() instanceof Layer.BatchNorm b) {
            json.put("c", b.channels());
        } else if (placed.layer() instanceof Layer.MaxPool m) {
            json.put("k", m.kernel()).put("s", m.stride()).put("p", m.padding());
        } else if (placed.layer() instanceof Layer.Dropout d) {
            json.put("rate", d.rate());
        }
        return json;
    }

    private static String name(Layer layer) {
        if (layer instanceof Layer.Conv) {
            return "conv";
        } else if (layer instanceof Layer.BatchNorm) {
            return "bn";
        } else if (layer instanceof Layer.MaxPool) {
            return "maxpool";
        } else if (layer instanceof Layer.GlobalAveragePool) {
            return "gap";
        }
        return layer.getClass().getSimpleName().toLowerCase(Locale.ROOT);
    }

    private static PlacedLayer placed(int id, JsonNode json) {
        try {
            List<Integer> inputs = new ArrayList<>();
            JsonNode in = Fields.array(json, "in");
            for (int i = 0; i < in.size(); i++) {
                inputs.add(Fields.element(in, i));
            }
            return new PlacedLayer(layer(json), inputs, Fields.integer(json, "out"));
        } catch (InvalidNetworkException e) {
            throw new InvalidNetworkException("Layer %d: %s".formatted(id, e.getMessage()), e);
        }
    }

    private static Layer layer(JsonNode json) {
        String type = json.path("t").asText();
        return switch (type) {
            case "conv" ->
                new Layer.Conv(
                        Fields.integer(json, "cin"),
                        Fields.integer(json, "cout"),
                        Fields.integer(json, "k"),
                        Fields.integer(json, "s"),
                        Fields.integer(json, "p"));
            case "dense" -> new Layer.Dense(Fields.integer(json, "cin"), Fields.integer(json, "cout"));
            case "bn" -> new Layer.BatchNorm(Fields.integer(json, "c"));
            case "maxpool" ->
                new Layer.MaxPool(Fields.integer(json, "k"), Fields.integer(json, "s"), Fields.integer(json, "p"));
            case "dropout" -> new Layer.Dropout(Fields.number(json, "rate"));
            case "relu" -> new Layer.Relu();
            case "gap" -> new Layer.GlobalAveragePool();
            case "add" -> new Layer.Add();
            case "concat" -> new Layer.Concat();
            case "flatten" -> new Layer.Flatten();
            case "softmax" -> new Layer.Softmax();
            default ->
                throw new InvalidNetworkException("unknown layer type '" + type
                        + "'; known are conv, dense, bn, relu, maxpool, gap, add, concat, dropout, flatten, softmax");
        };
    }
}

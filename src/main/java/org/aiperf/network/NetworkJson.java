// SPDX-License-Identifier: Apache-2.0
package org.aiperf.network;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.aiperf.foreign.Cause;
import org.aiperf.network.Shape.FeatureMap;
import org.aiperf.network.Shape.Vector;

/**
 * The house's JSON of a network: {@code input}, {@code nodes} (shape by node), {@code layers} (by layer id) and
 * {@code adj} (ordered {@code [to, layer]} by node). Further fields are ignored on reading. Shapes are inferred; those
 * of the file are only compared.
 */
public final class NetworkJson {

    private static final ObjectMapper MAPPER =
            new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

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
        } catch (MismatchedInputException e) {
            throw new InvalidNetworkException(
                    "No JSON of a network: there is nothing, or more text behind the object; a file holds one network",
                    e);
        } catch (JsonProcessingException e) {
            throw new InvalidNetworkException(
                    e.getLocation() == null
                            ? "No JSON of a network"
                            : "No JSON of a network: it breaks off or is wrong at line %d, column %d"
                                    .formatted(
                                            e.getLocation().getLineNr(),
                                            e.getLocation().getColumnNr()),
                    e);
        }
    }

    /** The layers alone, in order: less work than {@link #parse}, which also checks how they are connected. */
    static List<Layer> layers(String json) {
        try {
            JsonNode root = MAPPER.readTree(json);
            if (root.has("layer_list")) {
                return NniJson.read(root).layers().stream()
                        .map(PlacedLayer::layer)
                        .toList();
            }
            List<Layer> layers = new ArrayList<>();
            Fields.array(root, "layers")
                    .forEach(each -> layers.add(placed(layers.size(), each).layer()));
            return layers;
        } catch (JsonProcessingException e) {
            throw new InvalidNetworkException("No JSON of a network: " + Cause.of(e), e);
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
        Layer.Kind kind = placed.kind();
        json.put("t", kind.key);
        ArrayNode inputs = json.putArray("in");
        placed.inputs().forEach(inputs::add);
        json.put("out", placed.output());
        ArrayNode numbers = LayerNumbers.of(placed.layer());
        for (int i = 0; i < numbers.size(); i++) {
            json.set(LayerNumbers.names(kind).get(i), numbers.get(i));
        }
        return json;
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
            throw new InvalidNetworkException("Layer %d: %s".formatted(id, Cause.of(e)), e);
        }
    }

    private static Layer layer(JsonNode json) {
        String type = json.path("t").asText();
        Layer.Kind kind = Layer.Kind.of(type)
                .orElseThrow(() -> new InvalidNetworkException("unknown layer type '%s'; known are %s"
                        .formatted(
                                type,
                                Arrays.stream(Layer.Kind.values())
                                        .map(known -> known.key)
                                        .collect(Collectors.joining(", ")))));
        List<String> names = LayerNumbers.names(kind);
        return LayerNumbers.layer(kind, new LayerNumbers.Source() {
            @Override
            public int whole(int position) {
                return Fields.integer(json, names.get(position));
            }

            @Override
            public double real(int position) {
                return Fields.number(json, names.get(position));
            }
        });
    }
}

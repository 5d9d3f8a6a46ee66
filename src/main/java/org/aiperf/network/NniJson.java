// SPDX-License-Identifier: Apache-2.0
package org.aiperf.network;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * NNI's exchange format for networks (method section 3.1). Its operation history is written empty and ignored on reading;
 * a convolution's padding is recomputed from its kernel, as NNI does.
 */
public final class NniJson {

    private static final ObjectMapper MAPPER = new ObjectMapper();

    /** Behind the name, the input and the output. */
    private static final int FIRST_NUMBER = 3;

    /** Names that come with other dimensions than two, or with none. */
    private static final Pattern OTHER_DIMENSIONS =
            Pattern.compile("(?<layer>StubBatchNormalization|StubDropout)(1d)?");

    private NniJson() {}

    public static ObjectNode write(Network network) {
        ObjectNode root = MAPPER.createObjectNode();
        root.set("input_shape", NetworkJson.dimensions(network.inputShape()));
        root.putNull("vis");
        root.put("weighted", false);
        root.putArray("operation_history");
        ObjectNode inputs = root.putObject("layer_id_to_input_node_ids");
        ObjectNode outputs = root.putObject("layer_id_to_output_node_ids");
        ObjectNode adjacency = root.putObject("adj_list");
        ObjectNode reverse = root.putObject("reverse_adj_list");
        ArrayNode nodes = root.putArray("node_list");
        ArrayNode layers = root.putArray("layer_list");
        for (int node = 0; node < network.nodeCount(); node++) {
            nodes.addArray().add(node).add(NetworkJson.dimensions(network.shape(node)));
            ArrayNode edges = adjacency.putArray(Integer.toString(node));
            network.successors(node)
                    .forEach(edge -> edges.addArray().add(edge.to()).add(edge.layer()));
            ArrayNode back = reverse.putArray(Integer.toString(node));
            int producer = network.producer(node);
            if (producer >= 0) {
                network.layer(producer)
                        .inputs()
                        .forEach(from -> back.addArray().add(from).add(producer));
            }
        }
        for (int id = 0; id < network.layers().size(); id++) {
            PlacedLayer placed = network.layer(id);
            ArrayNode from = inputs.putArray(Integer.toString(id));
            placed.inputs().forEach(from::add);
            outputs.putArray(Integer.toString(id)).add(placed.output());
            layers.addArray().add(id).add(record(placed));
        }
        return root;
    }

    /**
     * Reads a network.
     *
     * @throws InvalidNetworkException if a field is missing or the lists describe no network
     */
    public static Network read(JsonNode root) {
        List<PlacedLayer> layers = new ArrayList<>();
        for (JsonNode entry : Fields.array(root, "layer_list")) {
            int id = Fields.element(entry, 0);
            if (id != layers.size()) {
                throw new InvalidNetworkException(
                        "layer_list holds layer %d where layer %d is expected".formatted(id, layers.size()));
            }
            layers.add(placed(id, entry.path(1)));
        }
        JsonNode adjacency = root.path("adj_list");
        List<List<Edge>> successors = new ArrayList<>();
        for (int node = 0; node < adjacency.size(); node++) {
            List<Edge> list = new ArrayList<>();
            Fields.array(adjacency, Integer.toString(node))
                    .forEach(edge -> list.add(new Edge(Fields.element(edge, 0), Fields.element(edge, 1))));
            successors.add(list);
        }
        Network network = new Network(NetworkJson.shape(Fields.array(root, "input_shape")), layers, successors);
        List<JsonNode> shapes = new ArrayList<>();
        Fields.array(root, "node_list").forEach(entry -> shapes.add(entry.path(1)));
        NetworkJson.requireShapes(network, shapes);
        return network;
    }

    private static ArrayNode record(PlacedLayer placed) {
        ArrayNode json = MAPPER.createArrayNode();
        json.add(placed.kind().nni);
        if (placed.inputs().size() == 1) {
            json.add(placed.input());
        } else {
            ArrayNode inputs = json.addArray();
            placed.inputs().forEach(inputs::add);
        }
        json.add(placed.output());
        return json.addAll(LayerNumbers.of(placed.layer()));
    }

    private static PlacedLayer placed(int id, JsonNode json) {
        String name = json.path(0).asText();
        List<Integer> inputs = new ArrayList<>();
        if (json.path(1).isArray()) {
            for (int i = 0; i < json.path(1).size(); i++) {
                inputs.add(Fields.element(json.path(1), i));
            }
        } else {
            inputs.add(Fields.element(json, 1));
        }
        return new PlacedLayer(layer(kind(id, name), json), inputs, Fields.element(json, 2));
    }

    private static Layer.Kind kind(int id, String name) {
        Matcher other = OTHER_DIMENSIONS.matcher(name);
        String normal = other.matches() ? other.group("layer") + "2d" : name;
        return Arrays.stream(Layer.Kind.values())
                .filter(kind -> kind.nni.equals(normal))
                .findFirst()
                .orElseThrow(() -> new InvalidNetworkException(
                        "Layer %d has the type '%s', which is no NNI layer for images".formatted(id, name)));
    }

    private static Layer layer(Layer.Kind kind, JsonNode json) {
        LayerNumbers.Source numbers = new LayerNumbers.Source() {
            @Override
            public int whole(int position) {
                return Fields.element(json, FIRST_NUMBER + position);
            }

            @Override
            public double real(int position) {
                return json.path(FIRST_NUMBER + position).asDouble(-1);
            }
        };
        return kind == Layer.Kind.CONV
                ? Layer.Conv.same(numbers.whole(0), numbers.whole(1), numbers.whole(2), numbers.whole(3))
                : LayerNumbers.layer(kind, numbers);
    }
}

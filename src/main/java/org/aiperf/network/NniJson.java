// SPDX-License-Identifier: Apache-2.0
package org.aiperf.network;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;

/**
 * NNI's exchange format for networks (spec section 3.1). Its operation history is written empty and ignored on reading;
 * a convolution's padding is recomputed from its kernel, as NNI does.
 */
public final class NniJson {

    private static final ObjectMapper MAPPER = new ObjectMapper();

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
        Layer layer = placed.layer();
        json.add(name(layer));
        if (layer instanceof Layer.Add || layer instanceof Layer.Concat) {
            ArrayNode inputs = json.addArray();
            placed.inputs().forEach(inputs::add);
        } else {
            json.add(placed.input());
        }
        json.add(placed.output());
        if (layer instanceof Layer.Conv c) {
            json.add(c.inputs())
                    .add(c.filters())
                    .add(c.kernel())
                    .add(c.stride())
                    .add(c.padding());
        } else if (layer instanceof Layer.Dense d) {
            json.add(d.inputs()).add(d.units());
        } else if (layer instanceof Layer.BatchNorm b) {
            json.add(b.channels());
        } else if (layer instanceof Layer.Dropout d) {
            json.add(d.rate());
        } else if (layer instanceof Layer.MaxPool m) {
            json.add(m.kernel()).add(m.stride()).add(m.padding());
        }
        return json;
    }

    private static String name(Layer layer) {
        if (layer instanceof Layer.Conv) {
            return "StubConv2d";
        } else if (layer instanceof Layer.Dense) {
            return "StubDense";
        } else if (layer instanceof Layer.BatchNorm) {
            return "StubBatchNormalization2d";
        } else if (layer instanceof Layer.Relu) {
            return "StubReLU";
        } else if (layer instanceof Layer.Dropout) {
            return "StubDropout2d";
        } else if (layer instanceof Layer.MaxPool) {
            return "StubPooling2d";
        } else if (layer instanceof Layer.GlobalAveragePool) {
            return "StubGlobalPooling2d";
        } else if (layer instanceof Layer.Add) {
            return "StubAdd";
        } else if (layer instanceof Layer.Concat) {
            return "StubConcatenate";
        } else if (layer instanceof Layer.Flatten) {
            return "StubFlatten";
        }
        return "StubSoftmax";
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
        Layer layer =
                switch (name) {
                    case "StubConv2d" ->
                        Layer.Conv.same(
                                Fields.element(json, 3),
                                Fields.element(json, 4),
                                Fields.element(json, 5),
                                Fields.element(json, 6));
                    case "StubDense" -> new Layer.Dense(Fields.element(json, 3), Fields.element(json, 4));
                    case "StubBatchNormalization2d", "StubBatchNormalization1d", "StubBatchNormalization" ->
                        new Layer.BatchNorm(Fields.element(json, 3));
                    case "StubReLU" -> new Layer.Relu();
                    case "StubDropout2d", "StubDropout1d", "StubDropout" ->
                        new Layer.Dropout(json.path(3).asDouble(-1));
                    case "StubPooling2d" ->
                        new Layer.MaxPool(Fields.element(json, 3), Fields.element(json, 4), Fields.element(json, 5));
                    case "StubGlobalPooling2d" -> new Layer.GlobalAveragePool();
                    case "StubAdd" -> new Layer.Add();
                    case "StubConcatenate" -> new Layer.Concat();
                    case "StubFlatten" -> new Layer.Flatten();
                    case "StubSoftmax" -> new Layer.Softmax();
                    default ->
                        throw new InvalidNetworkException(
                                "Layer %d has the type '%s', which is no NNI layer for images".formatted(id, name));
                };
        return new PlacedLayer(layer, inputs, Fields.element(json, 2));
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.aiperf.report;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.aiperf.network.Layer;
import org.aiperf.network.Network;
import org.aiperf.network.PlacedLayer;
import org.aiperf.operations.FixedDefinition;
import org.aiperf.operations.OperationCount;
import org.aiperf.unit.Operations;

/**
 * A network as rows from its input to its output, with lines beside them. Normalisation, activation and dropout stand in the
 * row of the layer that they follow, if nothing else reads what they read. Links to the next row run down a spine; all
 * others run beside it, each in a lane of its own.
 *
 * @param rows from top to bottom, the input first
 * @param links between rows
 * @param lanes number of lanes
 */
record NetworkDrawing(List<Row> rows, List<Link> links, int lanes) {

    /**
     * A layer with those that belong to it.
     *
     * @param kind class for its colour
     * @param name what it does
     * @param follows what it does next to that
     * @param shape of its output
     * @param parameters number of its parameters; empty for none
     * @param operations to train one image by {@code fixed}; empty for none
     * @param width its share of the greatest row's operations, in percent
     */
    record Row(
            String kind,
            String name,
            String follows,
            String shape,
            String parameters,
            String operations,
            double width) {}

    /**
     * A row reads what another one has made.
     *
     * @param from row from 0
     * @param to a later row
     * @param lane from 1, the nearest to the rows; 0 is the spine
     */
    record Link(int from, int to, int lane) {}

    static NetworkDrawing of(Network network, int batchSize) {
        List<List<Integer>> blocks = new ArrayList<>();
        Map<Integer, Integer> rowOfNode = new HashMap<>(Map.of(0, 0));
        List<Link> edges = new ArrayList<>();
        for (int id : network.topologicalOrder()) {
            PlacedLayer placed = network.layer(id);
            int above = Objects.requireNonNull(rowOfNode.get(placed.input()));
            if (above > 0 && LayerWords.follows(placed.layer()) && onlyReader(network, placed)) {
                blocks.get(above - 1).add(id);
                rowOfNode.put(placed.output(), above);
            } else {
                blocks.add(new ArrayList<>(List.of(id)));
                rowOfNode.put(placed.output(), blocks.size());
                for (int input : new HashSet<>(placed.inputs())) {
                    edges.add(new Link(Objects.requireNonNull(rowOfNode.get(input)), blocks.size(), 0));
                }
            }
        }
        List<Link> links = laned(edges);
        return new NetworkDrawing(
                rows(network, blocks, batchSize),
                links,
                links.stream().mapToInt(Link::lane).max().orElse(0));
    }

    private static boolean onlyReader(Network network, PlacedLayer placed) {
        return placed.inputs().size() == 1 && network.successors(placed.input()).size() == 1;
    }

    /** Short links get the near lanes. */
    private static List<Link> laned(List<Link> edges) {
        List<Link> laned = new ArrayList<>();
        List<List<Link>> lanes = new ArrayList<>();
        for (Link edge : edges.stream()
                .sorted(Comparator.comparingInt((Link link) -> link.to() - link.from())
                        .thenComparingInt(Link::from))
                .toList()) {
            if (edge.to() == edge.from() + 1) {
                laned.add(edge);
                continue;
            }
            int lane = 0;
            while (lane < lanes.size() && lanes.get(lane).stream().anyMatch(other -> overlap(edge, other))) {
                lane++;
            }
            if (lane == lanes.size()) {
                lanes.add(new ArrayList<>());
            }
            lanes.get(lane).add(edge);
            laned.add(new Link(edge.from(), edge.to(), lane + 1));
        }
        return laned;
    }

    private static boolean overlap(Link a, Link b) {
        return a.from() < b.to() && b.from() < a.to();
    }

    private static List<Row> rows(Network network, List<List<Integer>> blocks, int batchSize) {
        List<OperationCount> counts = new FixedDefinition(batchSize).layers(network);
        List<Double> operations = blocks.stream()
                .map(block -> block.stream()
                        .mapToDouble(id -> counts.get(id).trainPerImage())
                        .sum())
                .toList();
        double greatest =
                operations.stream().mapToDouble(Double::doubleValue).max().orElse(0);
        List<Row> rows = new ArrayList<>();
        rows.add(new Row("input", "Input", "", shape(network, 0), "", "", 0));
        for (int i = 0; i < blocks.size(); i++) {
            List<Integer> block = blocks.get(i);
            Layer first = network.layer(block.get(0)).layer();
            long parameters = block.stream()
                    .mapToLong(id -> network.layer(id).layer().parameters())
                    .sum();
            List<String> follows = block.stream()
                    .skip(1)
                    .map(id -> LayerWords.of(network.layer(id).layer()))
                    .toList();
            rows.add(new Row(
                    LayerWords.colour(first),
                    LayerWords.of(first),
                    String.join(", ", follows),
                    shape(network, network.layer(block.get(block.size() - 1)).output()),
                    parameters == 0 ? "" : Wording.count(parameters),
                    operations.get(i) == 0 ? "" : new Operations(operations.get(i)).toString(),
                    greatest == 0 ? 0 : 100 * operations.get(i) / greatest));
        }
        return rows;
    }

    private static String shape(Network network, int node) {
        return network.shape(node).toString().replace('x', '×');
    }
}

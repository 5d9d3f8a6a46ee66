// SPDX-License-Identifier: Apache-2.0
package org.aiperf.search.morph;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.aiperf.network.Edge;
import org.aiperf.network.InvalidNetworkException;
import org.aiperf.network.Network;
import org.aiperf.network.PlacedLayer;

/**
 * All layers that must change together when the output of one is widened: sums tie their inputs, element-wise layers
 * and batch norms pass the channels on, concatenations shift them (method section 3.4, "wide"). For each layer it holds
 * the positions along its channels where the new ones are inserted.
 *
 * @param producers convolutions and dense layers whose output grows
 * @param normalised batch norms that grow
 * @param consumers convolutions and dense layers whose input grows
 */
record ChannelGroup(
        TreeMap<Integer, TreeSet<Integer>> producers,
        TreeMap<Integer, TreeSet<Integer>> normalised,
        TreeMap<Integer, TreeSet<Integer>> consumers) {

    private record Visit(int node, int start) {}

    static ChannelGroup of(Network network, int layerId, int width) {
        ChannelGroup group = new ChannelGroup(new TreeMap<>(), new TreeMap<>(), new TreeMap<>());
        Set<Visit> seen = new HashSet<>();
        Deque<Visit> open = new ArrayDeque<>();
        open.add(new Visit(network.layer(layerId).output(), width));
        while (!open.isEmpty()) {
            Visit visit = open.remove();
            if (seen.add(visit)) {
                group.follow(network, visit, open);
                group.trace(network, visit, open);
            }
        }
        return group;
    }

    /** Every layer that changes. */
    SortedSet<Integer> layers() {
        TreeSet<Integer> all = new TreeSet<>(producers.keySet());
        all.addAll(normalised.keySet());
        all.addAll(consumers.keySet());
        return all;
    }

    /** At how many places the channels of a layer's output grow. */
    int outputInsertions(int layer) {
        return count(producers, layer) + count(normalised, layer);
    }

    /** At how many places the channels of a layer's input grow. */
    int inputInsertions(int layer) {
        return count(consumers, layer);
    }

    private static int count(TreeMap<Integer, TreeSet<Integer>> layers, int id) {
        TreeSet<Integer> positions = layers.get(id);
        return positions == null ? 0 : positions.size();
    }

    /** Downstream: to all that reads the node. */
    private void follow(Network network, Visit visit, Deque<Visit> open) {
        if (visit.node() == network.outputNode()) {
            throw new InvalidNetworkException("Widening would change the output of the network");
        }
        for (Edge edge : network.successors(visit.node())) {
            PlacedLayer placed = network.layer(edge.layer());
            switch (ChannelFlow.of(placed.layer())) {
                case ENDS -> mark(consumers, edge.layer(), visit.start());
                case FLATTENS -> throw new InvalidNetworkException("Widening across a flatten layer is not supported");
                case JOINS -> {
                    int offset = 0;
                    for (int input : placed.inputs()) {
                        if (input == visit.node()) {
                            open.add(new Visit(edge.to(), visit.start() + offset));
                        }
                        offset += network.shape(input).channels();
                    }
                }
                case NORMALISED -> {
                    mark(normalised, edge.layer(), visit.start());
                    open.add(new Visit(edge.to(), visit.start()));
                }
                case PASSES -> open.add(new Visit(edge.to(), visit.start()));
            }
        }
    }

    /** Upstream: to what makes the node. */
    private void trace(Network network, Visit visit, Deque<Visit> open) {
        int producer = network.producer(visit.node());
        if (producer < 0) {
            throw new InvalidNetworkException("Widening would change the input of the network");
        }
        PlacedLayer placed = network.layer(producer);
        switch (ChannelFlow.of(placed.layer())) {
            case ENDS -> mark(producers, producer, visit.start());
            case JOINS -> {}
            case NORMALISED, PASSES, FLATTENS ->
                placed.inputs().forEach(input -> open.add(new Visit(input, visit.start())));
        }
    }

    private static void mark(TreeMap<Integer, TreeSet<Integer>> layers, int id, int start) {
        layers.computeIfAbsent(id, unused -> new TreeSet<>()).add(start);
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.aiperf.search.bayes;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Numbers for the layer classes met in this JVM, and the costs between them. A search meets some hundred classes, so
 * that a network is a row of small numbers and a cost is one look-up. The numbers differ from JVM to JVM and never
 * leave it. Thread-safe.
 */
final class LayerAlphabet {

    /** Rows are dropped and computed anew beyond this many costs (32 MiB). */
    private static final long MOST_COSTS = 1 << 22;

    private static final Map<LayerClass, Integer> NUMBERS = new ConcurrentHashMap<>();
    private static final Map<Integer, double[]> ROWS = new ConcurrentHashMap<>();
    private static volatile List<LayerClass> classes = List.of();

    private LayerAlphabet() {}

    /** The number of a class, from 0. */
    static int number(LayerClass layer) {
        Integer known = NUMBERS.get(layer);
        return known != null ? known : add(layer);
    }

    static LayerClass layer(int number) {
        return classes.get(number);
    }

    /** The costs of putting a class in the place of each class that had a number when this was called. */
    static double[] costs(int number) {
        List<LayerClass> now = classes;
        double[] row = ROWS.get(number);
        return row != null && row.length >= now.size() ? row : extend(number, row == null ? new double[0] : row, now);
    }

    private static double[] extend(int number, double[] row, List<LayerClass> now) {
        double[] longer = Arrays.copyOf(row, now.size());
        LayerClass from = now.get(number);
        for (int to = row.length; to < longer.length; to++) {
            longer[to] = from.distance(now.get(to));
        }
        if ((long) ROWS.size() * longer.length > MOST_COSTS) {
            ROWS.clear();
        }
        ROWS.put(number, longer);
        return longer;
    }

    private static synchronized int add(LayerClass layer) {
        Integer known = NUMBERS.get(layer);
        if (known != null) {
            return known;
        }
        // The list is published before the number, so that whoever holds a number finds its class.
        List<LayerClass> longer = new ArrayList<>(classes);
        longer.add(layer);
        classes = List.copyOf(longer);
        NUMBERS.put(layer, longer.size() - 1);
        return longer.size() - 1;
    }
}

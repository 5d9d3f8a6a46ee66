// SPDX-License-Identifier: Apache-2.0
package org.aiperf.search.bayes;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * The rows nearest to those rows that were asked for last, kept up to date as a table grows. Thread-safe; threads wait
 * for one another only to look and to leave what they found.
 */
final class Neighbourhoods {

    private static final int REMEMBERED = 256;

    private final int most;
    private final Map<Integer, Neighbourhood> latest = new LinkedHashMap<>(16, 0.75f, true);

    /**
     * A row's neighbours.
     *
     * @param rows among how many first rows of the table they are the nearest
     */
    private record Neighbourhood(Nearest nearest, int rows) {}

    /** @param most number of neighbours */
    Neighbourhoods(int most) {
        this.most = most;
    }

    /**
     * The nearest to a row, itself among them. Fewer than could be found if another thread has seen a greater table,
     * whose later rows are left out.
     */
    Nearest of(int row, DistanceTable table) {
        Neighbourhood known;
        synchronized (latest) {
            known = latest.get(row);
        }
        if (known != null && known.rows() >= table.size()) {
            return known.rows() == table.size()
                    ? known.nearest()
                    : known.nearest().among(table.size());
        }
        Nearest nearest = known == null ? found(row, table) : extended(row, known, table);
        synchronized (latest) {
            latest.merge(row, new Neighbourhood(nearest, table.size()), (a, b) -> a.rows() > b.rows() ? a : b);
            if (latest.size() > REMEMBERED) {
                latest.remove(latest.keySet().iterator().next());
            }
        }
        return nearest;
    }

    private Nearest found(int row, DistanceTable table) {
        if (table.completed() < table.size()) {
            return Nearest.in(table, row, most);
        }
        int[] all = IntStream.range(0, table.size()).toArray();
        return Nearest.of(all, table.distances(row, all), most);
    }

    private Nearest extended(int row, Neighbourhood known, DistanceTable table) {
        int[] later = IntStream.range(known.rows(), table.size()).toArray();
        double radius = known.nearest().radius(most);
        return known.nearest().with(later, table.within(table.code(row), later, radius), most);
    }
}

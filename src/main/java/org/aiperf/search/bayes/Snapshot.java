// SPDX-License-Identifier: Apache-2.0
package org.aiperf.search.bayes;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/** What a {@link Surrogate} knew at one time, and what follows for other networks. Thread-safe. */
public final class Snapshot {

    private final DistanceTable table;
    private final double[] values;
    private final Traits[] traits;
    private final Blend blend;
    private final GaussianProcess process;
    private final Neighbourhoods neighbourhoods;

    /** Takes over what nobody changes any more; the neighbourhoods are shared. */
    Snapshot(
            DistanceTable table,
            double[] values,
            Traits[] traits,
            Blend blend,
            GaussianProcess process,
            Neighbourhoods neighbourhoods) {
        this.table = table;
        this.values = values;
        this.traits = traits;
        this.blend = blend;
        this.process = process;
        this.neighbourhoods = neighbourhoods;
    }

    /** Whether {@link #predict} may be asked: there is an accuracy, and all networks are in one Gaussian process. */
    public boolean isExact() {
        return process.size() == table.size() && process.valued() > 0;
    }

    /** What all networks together let expect of others, of each apart. */
    public List<Posterior> predict(List<Query> queries) {
        double[][] distances = table.distances(networks(queries));
        return IntStream.range(0, queries.size())
                .mapToObj(q -> process.predict(blend.at(distances[q], Traits.of(queries.get(q)), traits)))
                .toList();
    }

    /** What the nearest networks let expect of descendants of one of the networks, which has an accuracy; of each apart. */
    public List<Posterior> predictNear(List<Query> descendants, int ancestor) {
        IntStream others =
                Arrays.stream(neighbourhoods.of(ancestor, table).rows()).filter(row -> row != ancestor);
        int[] rows = IntStream.concat(others, IntStream.of(ancestor)).toArray();
        double[][] distances = table.distances(networks(descendants), rows);
        return IntStream.range(0, descendants.size())
                .mapToObj(d -> predicted(descendants.get(d), nearest(rows, distances[d])))
                .toList();
    }

    private Posterior predicted(Query query, Nearest nearest) {
        // Those without an accuracy come last: what is believed of them follows from those that have one.
        int[] order = IntStream.concat(
                        IntStream.range(0, nearest.rows().length).filter(i -> isValued(nearest.rows()[i])),
                        IntStream.range(0, nearest.rows().length).filter(i -> !isValued(nearest.rows()[i])))
                .toArray();
        int[] rows = Arrays.stream(order).map(i -> nearest.rows()[i]).toArray();
        GaussianProcess local = new GaussianProcess(blend.nugget());
        Traits[] near = Arrays.stream(rows).mapToObj(row -> traits[row]).toArray(Traits[]::new);
        for (int i = 0; i < rows.length; i++) {
            local.append(blend.at(table.distances(rows[i], Arrays.copyOf(rows, i)), near[i], near));
        }
        local.values(Arrays.stream(rows)
                .filter(this::isValued)
                .mapToDouble(row -> values[row])
                .toArray());
        double[] distances =
                Arrays.stream(order).mapToDouble(i -> nearest.distances()[i]).toArray();
        return local.predict(blend.at(distances, Traits.of(query), near));
    }

    private boolean isValued(int row) {
        return !Double.isNaN(values[row]);
    }

    /** The last of the rows, and the nearest of the others. */
    private static Nearest nearest(int[] rows, double[] distances) {
        int last = rows.length - 1;
        return Nearest.of(Arrays.copyOf(rows, last), Arrays.copyOf(distances, last), Surrogate.NEIGHBOURS - 1)
                .with(new int[] {rows[last]}, new double[] {distances[last]}, Surrogate.NEIGHBOURS);
    }

    private static List<NetworkCode> networks(List<Query> queries) {
        return queries.stream().map(Query::network).toList();
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.aiperf.search.bayes;

import java.util.Arrays;
import java.util.stream.IntStream;

/** What a {@link Surrogate} knew at one time, and what follows for other networks. Thread-safe. */
public final class Snapshot {

    private static final int BLOCK = 64;

    /** Back ends may differ by less than this. */
    private static final double ROUNDING = 1e-5;

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

    /** What all networks together let expect of another. */
    public Posterior predict(NetworkCode network, Origin origin) {
        return process.predict(blend.at(table.distances(network), Traits.of(network, origin), traits));
    }

    /** What the nearest networks let expect of a descendant of one of the networks, which has an accuracy. */
    public Posterior predictNear(NetworkCode network, Origin origin, int ancestor) {
        Nearest nearest = near(network, ancestor);
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
        return local.predict(blend.at(distances, Traits.of(network, origin), near));
    }

    private boolean isValued(int row) {
        return !Double.isNaN(values[row]);
    }

    /**
     * The nearest to a network of those around its ancestor, the ancestor always among them. None is farther than its
     * distance to the ancestor and the ancestor's to the network, which narrows what the alignment must look at.
     */
    private Nearest near(NetworkCode network, int ancestor) {
        Nearest around = neighbourhoods.of(ancestor, table);
        double away = table.distance(network, ancestor);
        Nearest best = new Nearest(new int[0], new double[0]);
        for (int begin = 0; begin < around.rows().length; begin += BLOCK) {
            int end = Math.min(begin + BLOCK, around.rows().length);
            int[] block = Arrays.copyOfRange(around.rows(), begin, end);
            double bound = Math.min(around.distances()[end - 1] + away, best.radius(Surrogate.NEIGHBOURS)) + ROUNDING;
            best = best.with(block, table.within(network, block, bound), Surrogate.NEIGHBOURS);
        }
        if (Arrays.stream(best.rows()).noneMatch(row -> row == ancestor)) {
            best = best.with(new int[] {ancestor}, new double[] {away}, Surrogate.NEIGHBOURS + 1);
        }
        return best;
    }
}

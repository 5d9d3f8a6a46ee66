// SPDX-License-Identifier: Apache-2.0
package org.aiperf.search.bayes;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * What is known of the accuracies of networks, and what follows for others. Up to {@value #EXACT} networks one
 * {@link GaussianProcess} over all of them; a prediction for a child may also be had from the {@value #NEIGHBOURS}
 * networks nearest to it alone, which is nearly as good, costs a small part, and is what larger histories get. Distances
 * among the history are computed as the predictions need them, at most {@value #PAIRS} for each call of {@link #fit}
 * beyond that. Not thread-safe.
 */
public final class Surrogate {

    private static final int EXACT = 2048;
    private static final int NEIGHBOURS = 64;

    /** A child's neighbours are looked for among so many of its parent's. */
    private static final int PARENTS_NEIGHBOURS = 128;

    private static final int PAIRS = 1 << 16;

    /** Rows that the kernel is fitted to. */
    private static final int FITTED = 256;

    private static final double GROWTH_BETWEEN_FITS = 1.3;

    private static final int REMEMBERED_PARENTS = 256;

    private static final int BLOCK = 64;

    /** Back ends may differ by less than this. */
    private static final double ROUNDING = 1e-5;

    private final DistanceTable table;
    private final Map<Integer, Surroundings> parents = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Integer, Surroundings> eldest) {
            return size() > REMEMBERED_PARENTS;
        }
    };
    private double[] values = new double[64];
    private int valued;
    private int valuedAtFit;
    private GaussianProcess process = new GaussianProcess(KernelFit.INITIAL);

    /** A network's neighbours among the first rows. */
    private record Surroundings(Nearest nearest, int rows) {}

    public Surrogate(DistanceBackend backend) {
        this.table = new DistanceTable(backend);
    }

    public int size() {
        return table.size();
    }

    /** Adds a network that has no accuracy yet, and returns its row. */
    public int add(NetworkCode code) {
        int row = table.add(code);
        if (row == values.length) {
            values = Arrays.copyOf(values, 2 * row);
        }
        values[row] = Double.NaN;
        return row;
    }

    /** Gives a network its accuracy. */
    public void value(int row, double accuracy) {
        valued += isValued(row) ? 0 : 1;
        values[row] = accuracy;
        if (row < process.size()) {
            process.value(row, accuracy);
        }
    }

    /** Takes up what was added, as far as that is cheap; to be called before predictions. */
    public void fit() {
        int pairs = 0;
        while (table.completed() < table.size() && table.size() <= EXACT && pairs < PAIRS) {
            pairs += table.completed();
            table.complete();
            append(process, table.completed() - 1);
        }
        if (valued >= 2 && valued >= GROWTH_BETWEEN_FITS * valuedAtFit) {
            valuedAtFit = valued;
            fitKernel();
        }
    }

    /** Whether {@link #predict} may be asked: there is an accuracy, and all networks are in one Gaussian process. */
    public boolean isExact() {
        return process.size() == table.size() && process.valued() > 0;
    }

    /** What all networks together let expect of a descendant of one of them. */
    public Posterior predict(NetworkCode network, int ancestor) {
        int[] rows = rows(table.size());
        Nearest fromAncestor = Nearest.of(rows, table.distances(ancestor, rows), rows.length);
        double[] distances = new double[rows.length];
        Nearest all = near(network, ancestor, fromAncestor, rows.length);
        for (int i = 0; i < rows.length; i++) {
            distances[all.rows()[i]] = all.distances()[i];
        }
        return process.predict(distances);
    }

    /** What the nearest networks let expect of a descendant of one of the networks, which has an accuracy. */
    public Posterior predictNear(NetworkCode network, int ancestor) {
        Nearest nearest = near(network, ancestor, surroundings(ancestor), NEIGHBOURS);
        // Those without an accuracy come last: what is believed of them follows from those that have one.
        int[] order = Stream.concat(
                        IntStream.range(0, nearest.rows().length)
                                .filter(i -> isValued(nearest.rows()[i]))
                                .boxed(),
                        IntStream.range(0, nearest.rows().length)
                                .filter(i -> !isValued(nearest.rows()[i]))
                                .boxed())
                .mapToInt(i -> i)
                .toArray();
        int[] rows = Arrays.stream(order).map(i -> nearest.rows()[i]).toArray();
        GaussianProcess local = new GaussianProcess(process.kernel());
        for (int i = 0; i < rows.length; i++) {
            local.append(table.distances(rows[i], Arrays.copyOf(rows, i)));
        }
        local.values(Arrays.stream(rows)
                .filter(this::isValued)
                .mapToDouble(row -> values[row])
                .toArray());
        return local.predict(
                Arrays.stream(order).mapToDouble(i -> nearest.distances()[i]).toArray());
    }

    private boolean isValued(int row) {
        return !Double.isNaN(values[row]);
    }

    /**
     * The nearest to a network of those around its ancestor, the ancestor always among them. None is farther than its
     * distance to the ancestor and the ancestor's to the network, which narrows what the alignment must look at.
     */
    private Nearest near(NetworkCode network, int ancestor, Nearest around, int most) {
        double away = table.distances(network, List.of(table.code(ancestor)))[0];
        Nearest best = new Nearest(new int[0], new double[0]);
        for (int begin = 0; begin < around.rows().length; begin += BLOCK) {
            int end = Math.min(begin + BLOCK, around.rows().length);
            int[] block = Arrays.copyOfRange(around.rows(), begin, end);
            double bound = around.distances()[end - 1] + away + ROUNDING;
            double[] distances = table.within(network, block, Math.min(bound, best.radius(most)));
            best = best.with(block, distances, most);
        }
        if (Arrays.stream(best.rows()).noneMatch(row -> row == ancestor)) {
            best = best.with(new int[] {ancestor}, new double[] {away}, most + 1);
        }
        return best;
    }

    private Nearest surroundings(int row) {
        Surroundings known = parents.get(row);
        int size = table.size();
        Nearest nearest;
        if (known == null) {
            nearest = row < table.completed() && table.completed() == size
                    ? Nearest.of(rows(size), table.distances(row, rows(size)), PARENTS_NEIGHBOURS)
                    : Nearest.in(table, row, PARENTS_NEIGHBOURS);
        } else {
            int[] later = IntStream.range(known.rows(), size).toArray();
            double radius = known.nearest().radius(PARENTS_NEIGHBOURS);
            nearest = known.nearest().with(later, table.within(table.code(row), later, radius), PARENTS_NEIGHBOURS);
        }
        parents.put(row, new Surroundings(nearest, size));
        return nearest;
    }

    private void append(GaussianProcess to, int row) {
        to.append(table.before(row));
        if (isValued(row)) {
            to.value(row, values[row]);
        }
    }

    private void fitKernel() {
        int[] rows = fitted();
        double[][] distances = new double[rows.length][];
        for (int i = 0; i < rows.length; i++) {
            distances[i] = table.distances(rows[i], Arrays.copyOf(rows, i));
        }
        Kernel kernel = KernelFit.of(
                distances, Arrays.stream(rows).mapToDouble(row -> values[row]).toArray());
        if (!kernel.equals(process.kernel())) {
            GaussianProcess again = new GaussianProcess(kernel);
            for (int row = 0; row < process.size(); row++) {
                append(again, row);
            }
            process = again;
        }
    }

    /** Rows with an accuracy, evenly spread; few where their distances are still to be computed. */
    private int[] fitted() {
        boolean complete = table.completed() == table.size();
        int[] known = IntStream.range(0, table.size()).filter(this::isValued).toArray();
        int count = Math.min(known.length, complete ? FITTED : FITTED / 2);
        return IntStream.range(0, count)
                .map(i -> known[(int) ((long) i * known.length / count)])
                .toArray();
    }

    private static int[] rows(int size) {
        return IntStream.range(0, size).toArray();
    }
}

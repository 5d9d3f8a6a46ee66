// SPDX-License-Identifier: Apache-2.0
package org.aiperf.search.bayes;

import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * Learns what is known of the accuracies of networks. Up to {@value #EXACT} networks one {@link GaussianProcess} over
 * all of them; beyond, and where that is enough, a prediction for a child comes from the {@value #NEIGHBOURS} networks
 * nearest to it alone, which is nearly as good and costs a small part. Distances among the history are computed as the
 * predictions need them, at most {@value #PAIRS} for each call of {@link #fit} beyond that. One thread at a time may
 * teach it; predictions come from a {@link #snapshot}, as many at a time as there are threads.
 */
public final class Surrogate {

    static final int NEIGHBOURS = 64;

    private static final int EXACT = 2048;

    /** A child's neighbours are looked for among so many of its parent's. */
    private static final int PARENTS_NEIGHBOURS = 128;

    private static final int PAIRS = 1 << 16;

    /** Rows that the kernel is fitted to. */
    private static final int FITTED = 256;

    private static final double GROWTH_BETWEEN_FITS = 1.3;

    private final DistanceTable table;
    private final Neighbourhoods neighbourhoods = new Neighbourhoods(PARENTS_NEIGHBOURS);
    private double[] values = new double[64];
    private int valued;
    private int valuedAtFit;
    private final boolean pure;
    private Traits[] traits = new Traits[64];
    private Blend blend;
    private GaussianProcess process;

    private Surrogate(DistanceBackend backend, boolean pure, Blend blend) {
        this.table = new DistanceTable(backend);
        this.pure = pure;
        this.blend = blend;
        this.process = new GaussianProcess(blend.nugget());
    }

    /** Learns from edit distance, structure and origin. */
    public static Surrogate blended(DistanceBackend backend) {
        return new Surrogate(backend, false, BlendFit.INITIAL);
    }

    /** Learns from edit distance alone, as the article does. */
    public static Surrogate byDistance(DistanceBackend backend) {
        return new Surrogate(backend, true, Blend.pure(KernelFit.INITIAL));
    }

    public int size() {
        return table.size();
    }

    /** Adds a network that has no accuracy yet, and returns its row. */
    public int add(NetworkCode code, Origin origin) {
        int row = table.add(code);
        if (row == values.length) {
            values = Arrays.copyOf(values, 2 * row);
            traits = Arrays.copyOf(traits, 2 * row);
        }
        traits[row] = Traits.of(new Query(code, origin));
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

    /** What is known now; costs O(n). */
    public Snapshot snapshot() {
        return new Snapshot(
                table.snapshot(),
                Arrays.copyOf(values, table.size()),
                Arrays.copyOf(traits, table.size()),
                blend,
                process.copy(),
                neighbourhoods);
    }

    private boolean isValued(int row) {
        return !Double.isNaN(values[row]);
    }

    private void append(GaussianProcess to, int row) {
        to.append(blend.at(table.before(row), traits[row], traits));
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
        double[] known = Arrays.stream(rows).mapToDouble(row -> values[row]).toArray();
        Blend fitted = pure
                ? Blend.pure(KernelFit.of(distances, known))
                : BlendFit.of(
                        distances,
                        Arrays.stream(rows).mapToObj(row -> traits[row]).toArray(Traits[]::new),
                        known);
        if (!fitted.equals(blend)) {
            blend = fitted;
            GaussianProcess again = new GaussianProcess(blend.nugget());
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
}

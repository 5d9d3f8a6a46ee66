// SPDX-License-Identifier: Apache-2.0
package org.aiperf.simulation;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.aiperf.config.Settings;
import org.aiperf.search.Observation;
import org.aiperf.search.Pool;
import org.aiperf.search.SearchHistory;
import org.aiperf.search.Searcher;

/**
 * CPU time of searches by the size of the history, measured on real ones.
 *
 * @param points measured, in the order of their sizes; at least one
 */
public record SearchCosts(List<Point> points) {

    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    /** Networks of a pool, as trials search them. */
    private static final int POOL = 8;

    private static final int REPEATS = 3;

    /** Results that become known between a search and the choice. */
    private static final int NEWS = 32;

    /**
     * What was measured.
     *
     * @param trials in the history
     * @param search nanoseconds of the search of a pool in a history that is known
     * @param choice nanoseconds of judging the pool again
     * @param result nanoseconds until another result is known
     */
    public record Point(int trials, double search, double choice, double result) {}

    public SearchCosts {
        points = List.copyOf(points);
    }

    /**
     * Measures searches.
     *
     * @param sizes of the history, ascending
     * @param patience CPU seconds after which no larger history is looked at
     */
    public static SearchCosts measure(Settings settings, SampleNetworks networks, List<Integer> sizes, double patience)
            throws IOException {
        Searcher searcher = SampleNetworks.searcher(
                settings, trial -> networks.of(Integer.parseInt(trial)).model());
        SplittableRandom random = new SplittableRandom(settings.run().seed());
        SearchHistory history = new SearchHistory();
        List<Point> points = new ArrayList<>();
        long begin = cpu();
        int known = 0;
        for (int size : sizes) {
            add(history, networks, known, size, random);
            known = size;
            // The first one takes up what is new and is compiled.
            searcher.pool(history, POOL, random);
            long before = cpu();
            Pool pool = searcher.pool(history, POOL, random);
            for (int i = 1; i < REPEATS; i++) {
                pool = searcher.pool(history, POOL, random);
            }
            double search = (double) (cpu() - before) / REPEATS;
            pool.ranked(history);
            double choice = choice(pool, history);
            add(history, networks, known, known + NEWS, random);
            known += NEWS;
            double result = Math.max(choice(pool, history) - choice, 0) / NEWS;
            points.add(new Point(size, search, choice, result));
            if (cpu() - begin > patience * 1e9) {
                break;
            }
        }
        return new SearchCosts(points);
    }

    private static double choice(Pool pool, SearchHistory history) {
        long before = cpu();
        pool.ranked(history);
        return cpu() - before;
    }

    private static void add(SearchHistory history, SampleNetworks networks, int from, int to, RandomGenerator random) {
        for (int i = from; i < to; i++) {
            history.add(List.of(new Observation(
                    Integer.toString(i),
                    i,
                    SampleNetworks.hash(i),
                    networks.of(i).code(),
                    0.2 + 0.6 * random.nextDouble())));
        }
    }

    private static long cpu() {
        return THREADS.getCurrentThreadCpuTime();
    }

    /** Nanoseconds of the search of a pool, with some results that are new to the node. */
    long search(int trials, long news) {
        return (long) (at(trials, 0) + news * at(trials, 2));
    }

    /** Nanoseconds of the choice among a pool, with some results that are new to the node. */
    long choice(int trials, long news) {
        return (long) (at(trials, 1) + news * at(trials, 2));
    }

    /** On the straight line through the two nearest points; beyond the last ones on theirs, never below the last. */
    private double at(int trials, int what) {
        int i = 1;
        while (i < points.size() - 1 && points.get(i).trials() < trials) {
            i++;
        }
        Point last = points.get(points.size() - 1);
        if (points.size() == 1 || trials <= points.get(0).trials()) {
            return value(points.get(0), what);
        }
        Point a = points.get(i - 1);
        Point b = points.get(i);
        double value =
                value(a, what) + (value(b, what) - value(a, what)) * (trials - a.trials()) / (b.trials() - a.trials());
        return trials > last.trials() ? Math.max(value, value(last, what)) : value;
    }

    private static double value(Point point, int what) {
        return switch (what) {
            case 0 -> point.search();
            case 1 -> point.choice();
            default -> point.result();
        };
    }
}

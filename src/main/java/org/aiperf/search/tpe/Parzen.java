// SPDX-License-Identifier: Apache-2.0
package org.aiperf.search.tpe;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The adaptive Parzen estimator of hyperopt (method section 5.3): a normal distribution at each observation, as wide as the
 * gap to its farther neighbour, and one as wide as the interval for what was never tried. An observation costs the
 * logarithm of their number: once there are many, nearly all have the least width, and keep it. Not thread-safe.
 */
final class Parzen {

    /** Weight of the component that stands for no knowledge. */
    static final double PRIOR_WEIGHT = 1;

    /** A component is never narrower than this share of the interval. */
    private static final int NARROWEST = 100;

    /** As many observations are kept one by one. */
    private static final int FEW = 256;

    private final double low;
    private final double high;
    private final double middle;
    private final TreeMap<Double, Site> sites = new TreeMap<>();
    private final Cells.Builder settled;
    private List<Component> loose = new ArrayList<>();
    private int count;

    /** Observations on an interval; places are on its scale. */
    Parzen(double low, double high) {
        this.low = low;
        this.high = high;
        this.middle = (low + high) / 2;
        this.settled = new Cells.Builder(low, high, (high - low) / NARROWEST);
    }

    private record Component(Site site, int rank) {

        boolean isNewest() {
            return rank == site.newest;
        }
    }

    /**
     * A place with observations. Of equal ones only two have gaps beside them: the newest stands on the left and the one
     * before it on the right, and the faded ones between them, so that no width hangs on a forgotten trial (hyperopt leaves
     * it to its sort).
     */
    private static final class Site {

        private final double place;
        private double left;
        private double right;
        private int newest = -1;
        private int second = -1;

        Site(double place) {
            this.place = place;
        }

        void add(int rank) {
            second = newest;
            newest = rank;
        }

        /** Distance of an observation to its farther neighbour. */
        double reach(int rank) {
            if (rank == newest) {
                return second < 0 ? Math.max(left, right) : left;
            }
            return rank == second ? right : 0;
        }

        /** The greatest reach that an observation will ever have here. */
        double greatestReach(int rank) {
            return rank == newest || rank == second ? Math.max(left, right) : 0;
        }
    }

    /** Adds an observation, newer than all others. */
    void add(double observed) {
        double place = observed + 0.0; // one zero instead of two
        Site site = sites.get(place);
        if (site == null) {
            site = new Site(place);
            sites.put(place, site);
            link(site, sites.lowerEntry(place), sites.higherEntry(place));
        }
        site.add(count);
        loose.add(new Component(site, count));
        count++;
    }

    /** The component for what was never tried is everybody's neighbour, too, and stands before its equals. */
    private void link(Site site, Map.@Nullable Entry<Double, Site> lower, Map.@Nullable Entry<Double, Site> higher) {
        double place = site.place;
        if (place == middle) {
            site.left = 0;
        } else if (lower != null || middle < place) {
            double before = lower == null ? middle : lower.getKey();
            site.left = place - (middle < place ? Math.max(before, middle) : before);
        }
        if (higher != null || middle > place) {
            double next = higher == null ? middle : higher.getKey();
            site.right = (middle > place ? Math.min(next, middle) : next) - place;
        }
        if (lower != null && !(middle > lower.getKey() && middle <= place)) {
            lower.getValue().right = place - lower.getKey();
        }
        if (higher != null && !(middle > place && middle <= higher.getKey())) {
            higher.getValue().left = higher.getKey() - place;
        }
    }

    /** The mixture of all observations. */
    NormalMixture mixture() {
        Forgetting weights = new Forgetting(count);
        double widest = high - low;
        double narrowest = widest / Math.min(NARROWEST, count + 2);
        if (count > FEW) {
            settle(weights.old(), narrowest);
        }
        double sum = PRIOR_WEIGHT + weights.sum();
        List<Component> sorted = new ArrayList<>(loose);
        sorted.sort(Comparator.<Component>comparingDouble(each -> each.site.place)
                .thenComparing(each -> !each.isNewest())
                .thenComparingInt(Component::rank));
        int size = sorted.size();
        int prior =
                (int) sorted.stream().filter(each -> each.site.place < middle).count();
        if (count == 1 && sorted.get(0).site.place == middle) {
            prior = 1;
        }
        double[] means = new double[size + 1];
        double[] shares = new double[size + 1];
        double[] widths = new double[size + 1];
        means[prior] = middle;
        shares[prior] = PRIOR_WEIGHT / sum;
        widths[prior] = widest;
        for (int i = 0; i < size; i++) {
            Component component = sorted.get(i);
            int to = i < prior ? i : i + 1;
            means[to] = component.site.place;
            shares[to] = weights.weight(component.rank) / sum;
            // The distance of a single observation to the middle says nothing about its own reach.
            double reach = count == 1 ? widest / 2 : component.site.reach(component.rank);
            widths[to] = Math.min(Math.max(reach, narrowest), widest);
        }
        return new NormalMixture(shares, means, widths, settled.weighted(weights, sum), low, high);
    }

    /** Gives up those old observations one by one that will have the least width for ever, as gaps can only shrink. */
    private void settle(int old, double narrowest) {
        List<Component> rest = new ArrayList<>();
        for (Component component : loose) {
            if (component.rank < old && component.site.greatestReach(component.rank) <= narrowest) {
                settled.add(component.site.place, component.rank);
            } else {
                rest.add(component);
            }
        }
        loose = rest;
    }
}

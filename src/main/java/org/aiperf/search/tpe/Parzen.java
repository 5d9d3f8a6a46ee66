// SPDX-License-Identifier: Apache-2.0
package org.aiperf.search.tpe;

import java.util.Arrays;

/**
 * The adaptive Parzen estimator of hyperopt (spec section 5.3): a normal distribution at each observation, as wide as the
 * gap to its farther neighbour, and one as wide as the interval for what was never tried.
 */
final class Parzen {

    /** Weight of the component that stands for no knowledge. */
    static final double PRIOR_WEIGHT = 1;

    /** Newest observations that count in full. */
    private static final int REMEMBERED = 25;

    /** A component is never narrower than this share of the interval. */
    private static final int NARROWEST = 100;

    private Parzen() {}

    /**
     * The mixture of some observations.
     *
     * @param observed places on the interval's scale, oldest first
     */
    static NormalMixture mixture(double[] observed, double low, double high) {
        int count = observed.length;
        double[] age = forgetting(count);
        int[] order = order(observed);
        double middle = (low + high) / 2;
        int prior = (int) Arrays.stream(observed).filter(each -> each < middle).count();
        if (count == 1 && observed[0] == middle) {
            prior = 1;
        }
        double[] means = new double[count + 1];
        double[] weights = new double[count + 1];
        for (int i = 0; i <= count; i++) {
            int source = i < prior ? i : i - 1;
            means[i] = i == prior ? middle : observed[order[source]];
            weights[i] = i == prior ? PRIOR_WEIGHT : age[order[source]];
        }
        double sum = Arrays.stream(weights).sum();
        for (int i = 0; i <= count; i++) {
            weights[i] /= sum;
        }
        return new NormalMixture(weights, means, widths(means, prior, high - low), low, high);
    }

    /**
     * The observations by value. Of equal ones only the outer two have gaps beside them: the newest stand there and the
     * faded ones between them, so that no width hangs on a forgotten trial (hyperopt leaves it to its sort).
     */
    private static int[] order(double[] observed) {
        int[] order = stable(observed);
        for (int from = 0, to = 1; to <= order.length; to++) {
            if (to == order.length || observed[order[to]] != observed[order[from]]) {
                int newest = order[to - 1];
                System.arraycopy(order, from, order, from + 1, to - 1 - from);
                order[from] = newest;
                from = to;
            }
        }
        return order;
    }

    /** The observations by value, equal ones in their order. */
    private static int[] stable(double[] observed) {
        double[] sorted = observed.clone();
        Arrays.sort(sorted);
        int[] order = new int[observed.length];
        int[] placed = new int[observed.length];
        for (int i = 0; i < observed.length; i++) {
            int first = lowest(sorted, observed[i]);
            order[first + placed[first]++] = i;
        }
        return order;
    }

    /** The first place of a value that is there. */
    private static int lowest(double[] sorted, double value) {
        int low = 0;
        int high = sorted.length - 1;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (Double.compare(sorted[middle], value) < 0) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    /** Standard deviations of components whose means are in ascending order. */
    private static double[] widths(double[] means, int prior, double widest) {
        int last = means.length - 1;
        double narrowest = widest / Math.min(NARROWEST, 1 + means.length);
        double[] widths = new double[means.length];
        for (int i = 0; i <= last; i++) {
            double left = i == 0 ? 0 : means[i] - means[i - 1];
            double right = i == last ? 0 : means[i + 1] - means[i];
            // The distance of a single observation to the middle says nothing about its own reach.
            double reach = last == 1 ? widest / 2 : Math.max(left, right);
            widths[i] = i == prior ? widest : Math.min(Math.max(reach, narrowest), widest);
        }
        return widths;
    }

    /** Weights of observations, oldest first: the newest count in full, those before them the less the older they are. */
    static double[] forgetting(int count) {
        double[] weights = new double[count];
        int old = Math.max(count - REMEMBERED, 0);
        for (int i = 0; i < count; i++) {
            double oldest = 1.0 / count;
            weights[i] = i >= old ? 1 : old == 1 ? oldest : oldest + (1 - oldest) * i / (old - 1);
        }
        return weights;
    }
}

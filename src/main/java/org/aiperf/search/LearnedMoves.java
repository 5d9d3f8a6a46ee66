// SPDX-License-Identifier: Apache-2.0
package org.aiperf.search;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.aiperf.search.morph.MorphKind;
import org.aiperf.search.morph.MorphLimits;
import org.aiperf.search.morph.MorphSampler;
import org.aiperf.search.morph.MorphSampler.Step;
import org.aiperf.search.morph.RoomySampler;

/**
 * Draws kinds of morphs the less often the fewer of their children have beaten their parents in this run: Thompson
 * sampling, a draw from the Beta distribution that each kind's latest trials leave, once for each search. What is above the
 * median counts as the median, so that no kind crowds out the others that do well, and a part of the draws goes to all kinds
 * alike, so that none is ever given up. Networks grow until they are near a limit; there every
 * kind is drawn, and makes room first where it needs to.
 *
 * @param kinds what is drawn from, at least one of them growing
 * @param limits how large children may become
 */
record LearnedMoves(List<MorphKind> kinds, MorphLimits limits) implements Moves {

    /** Trials that are looked at: what helped small networks may not help large ones. */
    private static final int LATEST = 96;

    /** Parts into which the draws are divided. */
    private static final int PARTS = 64;

    /** Share of the draws that all kinds have alike. */
    private static final double ALIKE = 0.25;

    LearnedMoves {
        kinds = List.copyOf(kinds);
    }

    @Override
    public Draw after(SearchHistory history, RandomGenerator random) {
        List<MorphKind> tickets = tickets(history, random);
        MorphSampler growing =
                new MorphSampler(tickets.stream().filter(MorphKind::grows).toList(), limits);
        RoomySampler roomy = new RoomySampler(tickets, limits);
        boolean shrinks = kinds.stream().anyMatch(kind -> !kind.grows());
        return (parent, source, accepted) -> {
            List<Step> grown = shrinks && limits.isNearlyFull(parent)
                    ? List.of()
                    : growing.draw(parent, source, accepted).stream().toList();
            return grown.isEmpty() && shrinks ? roomy.draw(parent, source, accepted) : grown;
        };
    }

    /** Every kind as often as it is to be drawn. */
    List<MorphKind> tickets(SearchHistory history, RandomGenerator random) {
        Map<MorphKind, int[]> counts = counts(history);
        double[] chances = kinds.stream()
                .mapToDouble(kind -> beta(counts.getOrDefault(kind, new int[2]), random))
                .toArray();
        double[] sorted = Arrays.stream(chances).sorted().toArray();
        double most = sorted[chances.length / 2];
        double sum =
                Arrays.stream(chances).map(chance -> Math.min(chance, most)).sum();
        List<MorphKind> tickets = new ArrayList<>();
        for (int i = 0; i < chances.length; i++) {
            double share = ALIKE / chances.length + (1 - ALIKE) * Math.min(chances[i], most) / sum;
            for (long n = Math.max(Math.round(PARTS * share), 1); n > 0; n--) {
                tickets.add(kinds.get(i));
            }
        }
        return tickets;
    }

    /** Trials that did not beat their parents, and trials that did, by each kind of morph that made them. */
    private static Map<MorphKind, int[]> counts(SearchHistory history) {
        Map<MorphKind, int[]> counts = new EnumMap<>(MorphKind.class);
        List<Observation> finished = history.finished();
        for (Observation trial : finished.subList(Math.max(finished.size() - LATEST, 0), finished.size())) {
            double parent = history.parentAccuracy(trial);
            if (!Double.isNaN(parent)) {
                int better = SearchHistory.accuracy(trial) > parent ? 1 : 0;
                trial.descent().kinds().forEach(kind -> counts.computeIfAbsent(kind, any -> new int[2])[better]++);
            }
        }
        return counts;
    }

    /** From the distribution of a chance of which so many failures and successes are known. */
    private static double beta(int[] count, RandomGenerator random) {
        double failures = gamma(count[0] + 1, random);
        double successes = gamma(count[1] + 1, random);
        return successes / (successes + failures);
    }

    /** From the gamma distribution of a whole shape: a sum of exponential draws. */
    private static double gamma(int shape, RandomGenerator random) {
        double sum = 0;
        for (int i = 0; i < shape; i++) {
            sum -= Math.log(1 - random.nextDouble());
        }
        return sum;
    }
}

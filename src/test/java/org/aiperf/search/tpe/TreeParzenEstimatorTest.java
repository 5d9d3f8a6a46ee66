// SPDX-License-Identifier: Apache-2.0
package org.aiperf.search.tpe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class TreeParzenEstimatorTest {

    /** Dropout rate, kernel size, learning rate and batch size of the reference's space, for devices of 16 to 32 GiB. */
    private static final List<Parameter> SPACE = List.of(
            Parameter.uniform(0, 0.2),
            new Choice(3),
            Parameter.logUniform(1e-4, 1),
            Parameter.quantisedUniform(192, 448, 1));

    private static final int BLIND = Integer.MAX_VALUE;

    /** Least loss after 100 trials, median over 20 seeds; nine seeds of hyperopt gave 0.0091 and, at random, 0.031. */
    @Test
    void findsBetterValuesThanChance() {
        assertThat(median(estimator(20))).isLessThanOrEqualTo(0.014);
        assertThat(median(estimator(BLIND))).isGreaterThanOrEqualTo(0.02);
    }

    private static double median(TreeParzenEstimator estimator) {
        double[] best = LongStream.range(0, 20)
                .mapToDouble(seed -> best(estimator, new SplittableRandom(seed)))
                .sorted()
                .toArray();
        return (best[9] + best[10]) / 2;
    }

    private static double best(TreeParzenEstimator estimator, RandomGenerator random) {
        TreeParzenModel model = estimator.model();
        double best = Double.POSITIVE_INFINITY;
        for (int i = 0; i < 100; i++) {
            List<Double> values = model.suggest(random);
            double loss = loss(values);
            best = Math.min(best, loss);
            model.observe(i, new Outcome(values, -loss));
        }
        return best;
    }

    private static double loss(List<Double> values) {
        double[] kernel = {0.1, 0, 0.05};
        return 50 * Math.pow(values.get(0) - 0.13, 2)
                + kernel[values.get(1).intValue()]
                + 0.05 * Math.pow(Math.log10(values.get(2)) + 2, 2)
                + Math.pow((values.get(3) - 320) / 320, 2);
    }

    @Test
    void everyProposalLiesInTheSpaceAndFollowsFromTheSeed() {
        List<Parameter> space = List.of(
                Parameter.uniform(-1, 1),
                Parameter.logUniform(1e-6, 10),
                Parameter.quantisedUniform(3, 20, 4),
                Parameter.quantisedLogUniform(1, 100, 5),
                new Choice(4),
                Parameter.uniform(7, 7));
        TreeParzenEstimator estimator = new TreeParzenEstimator(space, 10, 24, 0.25);
        List<List<Double>> first = proposals(estimator, 60);

        assertThat(first).allMatch(values -> IntStream.range(0, space.size())
                .allMatch(i -> space.get(i).contains(values.get(i))));
        assertThat(first).extracting(values -> values.get(5)).containsOnly(7.0);
        assertThat(first).extracting(values -> values.get(2)).isSubsetOf(3.0, 4.0, 8.0, 12.0, 16.0, 20.0);
        assertThat(first).extracting(values -> values.get(4)).contains(0.0, 1.0, 2.0, 3.0);
        assertThat(proposals(estimator, 60)).isEqualTo(first);
    }

    private static List<List<Double>> proposals(TreeParzenEstimator estimator, int count) {
        RandomGenerator random = new SplittableRandom(5);
        TreeParzenModel model = estimator.model();
        List<List<Double>> proposals = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            List<Double> values = model.suggest(random);
            proposals.add(values);
            // Results of all kinds, some the same, every third one missing.
            model.observe(i, new Outcome(values, i % 3 == 0 ? null : (double) (i % 7)));
        }
        return proposals;
    }

    @Test
    void keepsOffWhatIsBeingTried() {
        TreeParzenEstimator estimator = new TreeParzenEstimator(List.of(Parameter.uniform(0, 1)), 20, 24, 0.25);
        List<Outcome> finished = IntStream.range(0, 40)
                .mapToObj(i -> new Outcome(List.of(i / 40.0), -Math.abs(i - 20) / 40.0))
                .toList();
        List<Outcome> crowded = new ArrayList<>(finished);
        for (int i = 0; i < 30; i++) {
            crowded.add(new Outcome(List.of(0.475 + i / 600.0), null));
        }

        assertThat(near(estimator, finished)).isGreaterThan(50);
        assertThat(near(estimator, crowded)).isLessThan(near(estimator, finished) / 2);
    }

    /** How many of 100 proposals lie close to the best value. */
    private static long near(TreeParzenEstimator estimator, List<Outcome> outcomes) {
        return LongStream.range(0, 100)
                .mapToDouble(seed -> model(estimator, outcomes)
                        .suggest(new SplittableRandom(seed))
                        .get(0))
                .filter(value -> Math.abs(value - 0.5) < 0.04)
                .count();
    }

    /** Running trials are not finished ones, however many there are. */
    @Test
    void drawsBlindlyUntilEnoughTrialsHaveFinished() {
        List<Outcome> running = IntStream.range(0, 100)
                .mapToObj(i -> new Outcome(List.of(0.1, 0.0, 0.1, 400.0), null))
                .toList();

        assertThat(model(estimator(20), running).suggest(new SplittableRandom(3)))
                .isEqualTo(estimator(20).model().suggest(new SplittableRandom(3)));
    }

    @Test
    void drawsFollowTheirDensity() {
        double[] observed = {390, 391, 391, 420, 447};
        Parameter parameter = Parameter.quantisedUniform(384, 448, 8);
        Density density = parameter.density(observed);
        RandomGenerator random = new SplittableRandom(1);
        int draws = 100_000;
        double[] counts = new double[9];
        for (int i = 0; i < draws; i++) {
            counts[(int) (density.draw(random) - 384) / 8]++;
        }

        double[] expected = IntStream.range(0, 9)
                .mapToDouble(i -> Math.exp(density.logarithm(384 + 8 * i)))
                .toArray();
        assertThat(Arrays.stream(expected).sum()).isCloseTo(1, within(1e-9));
        for (int i = 0; i < 9; i++) {
            assertThat(counts[i] / draws).isCloseTo(expected[i], within(0.006));
        }
    }

    /** Also where trials end in another order, become good or are forgotten, and proposals are made meanwhile. */
    @Test
    void whatIsProposedFollowsFromWhatIsKnownAndNotFromHowItWasLearned() {
        RandomGenerator random = new SplittableRandom(11);
        TreeParzenModel grown = estimator(20).model();
        List<Outcome> outcomes = new ArrayList<>();
        List<Integer> running = new ArrayList<>();
        for (int i = 0; i < 700; i++) {
            Outcome begun =
                    new Outcome(SPACE.stream().map(each -> each.draw(random)).toList(), null);
            outcomes.add(begun);
            running.add(i);
            grown.observe(i, begun);
            if (running.size() > 40) {
                int ended = running.remove(random.nextInt(40));
                Outcome outcome = new Outcome(
                        outcomes.get(ended).values(), random.nextInt(8) == 0 ? null : random.nextInt(1000) / 1000.0);
                outcomes.set(ended, outcome);
                grown.observe(ended, outcome);
            }
            grown.suggest(new SplittableRandom(i));
        }
        grown.observe(1000, new Outcome(outcomes.get(0).values(), null));
        grown.forget(1000);

        for (int seed = 0; seed < 20; seed++) {
            assertThat(grown.suggest(new SplittableRandom(seed)))
                    .isEqualTo(model(estimator(20), outcomes).suggest(new SplittableRandom(seed)));
        }
    }

    private static TreeParzenModel model(TreeParzenEstimator estimator, List<Outcome> outcomes) {
        TreeParzenModel model = estimator.model();
        for (int i = 0; i < outcomes.size(); i++) {
            model.observe(i, outcomes.get(i));
        }
        return model;
    }

    private static TreeParzenEstimator estimator(int startup) {
        return new TreeParzenEstimator(SPACE, startup, 24, 0.25);
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.aiperf.search.tpe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.aiperf.network.Golden;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The estimator against hyperopt's own functions. */
class GoldenTpeTest {

    private static final Offset<Double> EXACT = within(1e-9);
    private static final JsonNode REFERENCE = Golden.json("tpe.json");
    private static final JsonNode NOTES = Golden.json("notes/tpe.json");
    private static final TreeParzenEstimator ESTIMATOR =
            new TreeParzenEstimator(List.of(Parameter.uniform(0, 1)), 20, 24, 0.25);

    static Stream<JsonNode> mixtures() {
        return Stream.concat(all(REFERENCE.get("parzen_uniform")), all(NOTES.get("adaptive_parzen_normal")));
    }

    static Stream<JsonNode> densities() {
        return all(NOTES.get("lpdf"));
    }

    @ParameterizedTest
    @MethodSource("mixtures")
    void mixturesHaveTheirWeightsMeansAndWidths(JsonNode expected) {
        NormalMixture mixture = mixture(
                numbers(expected.get("obs")),
                expected.get("low").asDouble(),
                expected.get("high").asDouble());

        assertThat(mixture.weights()).containsExactly(numbers(expected.get("weights")), EXACT);
        assertThat(mixture.means()).containsExactly(numbers(expected.get("mus")), EXACT);
        assertThat(mixture.widths()).containsExactly(numbers(expected.get("sigmas")), EXACT);
        if (expected.has("lpdf")) {
            assertThat(Arrays.stream(numbers(expected.get("x")))
                            .map(mixture::logDensity)
                            .toArray())
                    .containsExactly(numbers(expected.get("lpdf")), EXACT);
        }
    }

    @ParameterizedTest
    @MethodSource("densities")
    void densitiesOfEveryKindOfNumber(JsonNode expected) {
        Interval parameter = interval(expected);
        double[] samples = numbers(expected.get("samples"));
        double[] good = logDensities(parameter, numbers(expected.get("below")), samples);
        double[] others = logDensities(parameter, numbers(expected.get("above")), samples);

        assertThat(good).containsExactly(numbers(expected.get("log_l")), EXACT);
        assertThat(others).containsExactly(numbers(expected.get("log_g")), EXACT);
        assertThat(first(samples.length, i -> good[i] - others[i]))
                .isEqualTo(expected.get("best").asInt());
    }

    /** hyperopt does not divide a logarithmic density by what the interval keeps; no comparison depends on it. */
    private static double[] logDensities(Interval parameter, double[] observed, double[] samples) {
        Density density = parameter.density(observed);
        double kept = parameter.scale() == Scale.LINEAR || parameter.step() > 0
                ? 1
                : mixture(
                                Arrays.stream(observed).map(Math::log).toArray(),
                                Math.log(parameter.low()),
                                Math.log(parameter.high()))
                        .kept();
        return Arrays.stream(samples)
                .map(sample -> density.logarithm(sample) + Math.log(kept))
                .toArray();
    }

    private static Interval interval(JsonNode node) {
        double low = node.get("low").asDouble();
        double high = node.get("high").asDouble();
        double step = node.get("q").asDouble();
        return (Interval)
                switch (node.get("kind").asText()) {
                    case "uniform" -> Parameter.uniform(low, high);
                    case "quniform" -> Parameter.quantisedUniform(low, high, step);
                    case "loguniform" -> Parameter.logUniform(Math.exp(low), Math.exp(high));
                    default -> Parameter.quantisedLogUniform(Math.exp(low), Math.exp(high), step);
                };
    }

    @Test
    void sharesOfOptions() {
        for (JsonNode expected : REFERENCE.get("categorical")) {
            assertThat(probabilities(new Choice(expected.get("k").asInt()), numbers(expected.get("obs"))))
                    .containsExactly(numbers(expected.get("p")), EXACT);
        }
        for (JsonNode expected : NOTES.get("categorical")) {
            Choice choice = new Choice(expected.get("k").asInt());
            double[] good = probabilities(choice, numbers(expected.get("below")));
            double[] others = probabilities(choice, numbers(expected.get("above")));
            assertThat(good).containsExactly(numbers(expected.get("p_below")), EXACT);
            assertThat(others).containsExactly(numbers(expected.get("p_above")), EXACT);
            assertThat(first(good.length, i -> good[i] / others[i]))
                    .isEqualTo(expected.get("best").asInt());
        }
    }

    @Test
    void oldObservationsFade() {
        REFERENCE.get("forgetting_weights").fields().forEachRemaining(entry -> assertThat(
                        forgetting(Integer.parseInt(entry.getKey())))
                .containsExactly(numbers(entry.getValue()), EXACT));
        for (JsonNode expected : NOTES.get("linear_forgetting_weights")) {
            assertThat(forgetting(expected.get("n").asInt())).containsExactly(numbers(expected.get("w")), EXACT);
        }
    }

    @Test
    void theNumberOfGoodOutcomes() {
        Stream.concat(all(NOTES.get("n_below")), all(REFERENCE.get("split")))
                .forEach(expected -> assertThat(ESTIMATOR.good(expected.get("n").asInt()))
                        .isEqualTo(expected.get("n_below").asInt()));
    }

    @Test
    void theBestOutcomesAreGoodAndOfEqualsTheEarlier() {
        List<JsonNode> splits = Stream.concat(all(REFERENCE.get("split")), Stream.of(NOTES.get("split")))
                .filter(expected -> expected.has("vals"))
                .toList();
        assertThat(splits).hasSize(5);
        for (JsonNode expected : splits) {
            double[] values = numbers(expected.get("vals"));
            double[] losses = numbers(expected.get("loss"));
            TreeParzenModel model = ESTIMATOR.model();
            IntStream.range(0, values.length)
                    .forEach(i -> model.observe(i, new Outcome(List.of(values[i]), -losses[i])));

            assertThat(model.best().stream().mapToDouble(i -> values[i]).toArray())
                    .containsExactly(numbers(expected.get("below")));
        }
    }

    private static NormalMixture mixture(double[] observed, double low, double high) {
        Parzen parzen = new Parzen(low, high);
        Arrays.stream(observed).forEach(parzen::add);
        return parzen.mixture();
    }

    private static double[] probabilities(Choice choice, double[] observed) {
        return ((Choice.Shares) choice.density(observed)).probabilities();
    }

    private static double[] forgetting(int count) {
        Forgetting forgetting = new Forgetting(count);
        double[] weights = new double[count];
        Arrays.setAll(weights, forgetting::weight);
        assertThat(forgetting.sum()).isCloseTo(Arrays.stream(weights).sum(), within(1e-9));
        return weights;
    }

    private interface Merit {
        double of(int index);
    }

    /** The first of the greatest. */
    private static int first(int size, Merit merit) {
        int best = 0;
        for (int i = 1; i < size; i++) {
            best = merit.of(i) > merit.of(best) ? i : best;
        }
        return best;
    }

    private static Stream<JsonNode> all(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false);
    }

    private static double[] numbers(JsonNode array) {
        return all(array).mapToDouble(JsonNode::asDouble).toArray();
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.aiperf.trial;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.aiperf.config.SearchSettings.Extrapolation;
import org.aiperf.config.SearchSettings.Prediction;
import org.aiperf.network.Golden;
import org.aiperf.trial.LearningCurve.Point;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class LearningCurveTest {

    private static final AccuracyPrediction V1 = prediction(Extrapolation.V1, 90, 0.1);
    private static final AccuracyPrediction CURVE = prediction(Extrapolation.CURVE, 90, 0.95);

    static Stream<JsonNode> cases() {
        return all(Golden.json("curves.json").get("cases"));
    }

    static Stream<JsonNode> curves() {
        return all(Golden.json("notes/learning-curves.json"));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void theReferencesRuleGivesTheReferencesResult(JsonNode expected) {
        List<Double> accuracies = numbers(expected.get("acc"));

        assertThat(V1.predict(accuracies, 60).orElse(Collections.max(accuracies)))
                .isCloseTo(expected.get("trial_result").asDouble(), within(1e-4));
    }

    /** The closed form against an iterative fit of the same curves; three are straight lines, where b has no end. */
    @ParameterizedTest
    @MethodSource("curves")
    void theClosedFormAgreesWithAnIterativeFit(JsonNode expected) {
        List<Double> accuracies = numbers(expected.get("acc"));
        LearningCurve curve = LearningCurve.through(Stream.concat(
                        IntStream.range(0, accuracies.size()).mapToObj(i -> new Point(i + 1, accuracies.get(i))),
                        Stream.of(new Point(120, 0.75)))
                .toList());
        double result = V1.predict(accuracies, 60).orElse(Collections.max(accuracies));

        assertThat(curve.at(90)).isCloseTo(expected.at("/vp/pred90").asDouble(), within(1e-5));
        assertThat(curve.error()).isCloseTo(expected.at("/vp/rmse").asDouble(), within(1e-7));
        assertThat(result).isCloseTo(expected.at("/vp/out").asDouble(), within(1e-5));
        assertThat(result).isCloseTo(expected.at("/ref/out").asDouble(), within(curve.b() > 9000 ? 6e-4 : 1e-4));
    }

    @Test
    void aCurveWithoutNoiseIsFoundAgain() {
        LearningCurve curve = LearningCurve.through(IntStream.rangeClosed(1, 20)
                .mapToObj(epoch -> new Point(epoch, new LearningCurve(0.06, 2.5, 0.3, 0).at(epoch)))
                .toList());

        assertThat(curve.a()).isCloseTo(0.06, within(1e-5));
        assertThat(curve.b()).isCloseTo(2.5, within(1e-3));
        assertThat(curve.c()).isCloseTo(0.3, within(1e-4));
        assertThat(curve.error()).isLessThan(1e-8);
    }

    /** The reference promises 68 % to a curve that stands still at 55 %. */
    @Test
    void aHopelessCurvePromisesNothingButToTheReference() {
        List<Double> flat = Collections.nCopies(20, 0.55);

        assertThat(V1.predict(flat, 60).orElseThrow()).isGreaterThan(0.65);
        assertThat(CURVE.predict(flat, 60)).isEmpty();
        assertThat(CURVE.predict(
                        IntStream.range(0, 20).mapToObj(i -> 0.6 - i / 100.0).toList(), 60))
                .isEmpty();
    }

    @Test
    void aRisingCurvePromisesMoreThanWasMeasuredAndNoMoreThanTheCeiling() {
        List<Double> rising = IntStream.rangeClosed(1, 12)
                .mapToObj(epoch -> 0.3 + 0.07 * Math.log(epoch) / Math.log(2))
                .toList();

        assertThat(CURVE.predict(rising, 15).orElseThrow()).isCloseTo(0.3 + 0.07 * 6.4919, within(1e-3));
        assertThat(prediction(Extrapolation.CURVE, 90, 0.7).predict(rising, 15)).hasValue(0.7);
        assertThat(prediction(Extrapolation.CURVE, 90, 0.4).predict(rising, 15)).isEmpty();
    }

    @Test
    void predictsOnlyWhereItsRuleApplies() {
        List<Double> rising = IntStream.rangeClosed(1, 12)
                .mapToObj(epoch -> 0.3 + 0.05 * Math.log(epoch))
                .toList();

        assertThat(prediction(Extrapolation.NONE, 90, 1).predict(rising, 15)).isEmpty();
        assertThat(CURVE.predict(rising.subList(0, 4), 4)).isEmpty();
        assertThat(prediction(Extrapolation.CURVE, 12, 1).predict(rising, 15)).isEmpty();
        assertThat(V1.predict(rising, 9)).isEmpty();
        assertThat(V1.predict(rising, 10)).isPresent();
        assertThat(V1.predict(rising, 80)).isEmpty();
        // A promise of more than everything is none.
        assertThat(CURVE.predict(List.of(0.1, 0.2, 0.3, 0.4, 0.5, 0.6), 15)).isEmpty();
    }

    private static AccuracyPrediction prediction(Extrapolation strategy, int targetEpoch, double ceiling) {
        return new AccuracyPrediction(new Prediction(strategy, targetEpoch, ceiling));
    }

    private static Stream<JsonNode> all(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false);
    }

    private static List<Double> numbers(JsonNode array) {
        return all(array).map(JsonNode::asDouble).toList();
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.aiperf.score;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.aiperf.network.Golden;
import org.aiperf.network.Layer;
import org.aiperf.network.Network;
import org.aiperf.network.NetworkBuilder;
import org.aiperf.operations.OperationCount;
import org.aiperf.operations.OperationDefinition;
import org.aiperf.unit.Definition;
import org.aiperf.unit.Operations;
import org.junit.jupiter.api.Test;

class ScoreboardTest {

    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    @Test
    void printsTheReferencesTableBehindItsDefectiveFirstRow() {
        JsonNode golden = Golden.json("score.json");
        List<String> expected = new ArrayList<>();
        golden.get("rows")
                .forEach(row -> expected.add("%s %s %s %s"
                        .formatted(
                                row.get("hours").asText(),
                                row.get("error_pct").asText(),
                                row.get("score_gflops").asText(),
                                row.get("regulated_gflops").asText())));

        List<String> rows = board(goldenRuns(golden)).series(Marks.STANDARD).stream()
                .map(point -> String.format(
                        Locale.ROOT,
                        "%.2f %.2f %.1f %.1f",
                        point.elapsed().toMillis() / 3.6e6,
                        100 * point.error(),
                        point.score().gigaPerSecond(),
                        point.regulated().gigaPerSecond()))
                .toList();

        assertThat(rows).isEqualTo(expected.subList(1, expected.size()));
    }

    @Test
    void readsOnlyEpochsThatEndedBeforeTheMark() {
        Scoreboard board = board(List.of(
                new Training(START.plusSeconds(20), List.of()), run(10, epoch(110, 1e12, 0.5), epoch(210, 1e12, 0.4))));

        assertThat(board.start()).contains(START.plusSeconds(10));
        assertThat(board.at(Duration.ofSeconds(100))).isEmpty();
        assertThat(board.at(Duration.ofMillis(100_001)))
                .contains(
                        new ScorePoint(Duration.ofMillis(100_001), Duration.ofSeconds(100), new Operations(1e12), 0.5));
        assertThat(board.latest().orElseThrow().score().gigaPerSecond()).isEqualTo(10);
        assertThat(board.series(new Marks(Duration.ofSeconds(50), Duration.ofSeconds(50))))
                .extracting(ScorePoint::mark)
                .containsExactly(Duration.ofSeconds(150), Duration.ofSeconds(200), Duration.ofSeconds(250));
        assertThat(board.series(Marks.STANDARD))
                .extracting(ScorePoint::elapsed)
                .containsExactly(Duration.ofSeconds(200));
    }

    @Test
    void idleTimeWithinTheWindowLowersTheScore() {
        List<Training> runs = List.of(run(10, epoch(110, 1e12, 0.5), epoch(210, 1e12, 0.4)));
        Scoreboard board = board(runs, START.plusSeconds(410));

        assertThat(board.latest().orElseThrow().score().gigaPerSecond()).isEqualTo(5);
        assertThat(board.at(Duration.ofSeconds(100))).isEmpty();
        assertThat(board.at(Duration.ofSeconds(125)).orElseThrow().score().gigaPerSecond())
                .isEqualTo(8);
        assertThat(board.series(new Marks(Duration.ofSeconds(150), Duration.ofSeconds(150))))
                .extracting(point -> point.mark().toSeconds() + " " + point.score())
                .containsExactly("150 6.667 Gops", "300 6.667 Gops", "400 5.000 Gops");
        assertThat(board.spread(4).orElseThrow().mean().gigaPerSecond()).isEqualTo(5);
        assertThat(board(runs, START.plusSeconds(200)).latest().orElseThrow().elapsed())
                .isEqualTo(Duration.ofSeconds(200));
        assertThat(board(List.of(), START).latest()).isEmpty();
    }

    @Test
    void hasNoScoreBeforeAnEpochEnds() {
        Scoreboard waiting = board(List.of(new Training(START, List.of())));
        Scoreboard instant = board(List.of(run(0, epoch(0, 1e9, 0.5))));

        for (Scoreboard board : List.of(board(List.of()), waiting, instant)) {
            assertThat(board.latest()).isEmpty();
            assertThat(board.series(Marks.STANDARD)).isEmpty();
            assertThat(board.spread(4)).isEmpty();
        }
        assertThatThrownBy(() -> board(List.of(run(10, epoch(9, 1e9, 0.5)))))
                .hasMessage("An epoch ended 1000 ms before it began");
        assertThatThrownBy(() -> board(List.of(run(0, epoch(9, 1e9, 1.5))))).hasMessageContaining("from 0 to 1");
    }

    @Test
    void keepsTheRegulatedScoreFiniteForAPerfectNetwork() {
        ScorePoint perfect = latest(run(0, epoch(10, 1e10, 1)));
        ScorePoint almost = latest(run(0, epoch(10, 1e10, 0.99998)));
        ScorePoint hopeless = latest(run(0, epoch(10, 1e10, 0)));

        assertThat(perfect.error()).isZero();
        assertThat(perfect.regulated().gigaPerSecond()).isCloseTo(-Math.log(1e-5), within(1e-9));
        assertThat(almost.regulated()).isLessThan(perfect.regulated());
        assertThat(hopeless.regulated().gigaPerSecond()).isZero();
    }

    @Test
    void showsHowEvenlyARunWorked() {
        Scoreboard even = board(List.of(run(0, epoch(30, 3e9, 0.1), epoch(100, 7e9, 0.2))));
        Scoreboard idle =
                board(List.of(run(0, epoch(50, 10e9, 0.1)), run(90, epoch(100, 0, 0.1)), run(0, epoch(25, 5e9, 0.1))));

        RateSpread calm = even.spread(7).orElseThrow();
        assertThat(calm.mean().perSecond()).isCloseTo(1e8, within(1.0));
        assertThat(calm.deviation().perSecond()).isCloseTo(0, within(1.0));
        RateSpread uneven = idle.spread(4).orElseThrow();
        assertThat(uneven.mean().perSecond()).isCloseTo(1.5e8, within(1.0));
        assertThat(uneven.deviation().perSecond()).isCloseTo(Math.sqrt(11.0 / 12) * 2e8, within(1.0));
    }

    /** A training and its epochs. */
    private record Training(Instant start, List<Epoch> epochs) {}

    private record Epoch(Instant end, Operations operations, double accuracy) {}

    private static ScorePoint latest(Training run) {
        return board(List.of(run)).latest().orElseThrow();
    }

    /** By the reference's clock. */
    private static Scoreboard board(List<Training> trainings) {
        return new Scoreboard(log(trainings), Definition.V1, START);
    }

    private static Scoreboard board(List<Training> trainings, Instant end) {
        return new Scoreboard(log(trainings), Definition.FIXED, end);
    }

    private static EpochLog log(List<Training> trainings) {
        EpochLog log = new EpochLog();
        trainings.forEach(training -> log.begin(training.start().toEpochMilli()));
        for (int i = 0; i < trainings.size(); i++) {
            long begin = trainings.get(i).start().toEpochMilli();
            for (Epoch epoch : trainings.get(i).epochs()) {
                long end = epoch.end().toEpochMilli();
                log.add(new EpochSample(
                        i,
                        begin,
                        end,
                        epoch.accuracy(),
                        epoch.operations().count(),
                        epoch.operations().count()));
                begin = end;
            }
        }
        return log;
    }

    private static Training run(long startSecond, Epoch... epochs) {
        return new Training(START.plusSeconds(startSecond), List.of(epochs));
    }

    private static Epoch epoch(long endSecond, double operations, double accuracy) {
        return new Epoch(START.plusSeconds(endSecond), new Operations(operations), accuracy);
    }

    private static List<Training> goldenRuns(JsonNode golden) {
        List<Training> runs = new ArrayList<>();
        for (JsonNode trial : golden.get("trials")) {
            Network network = network(trial.get("net").asText());
            for (JsonNode parameters : trial.get("hp")) {
                OperationCount count =
                        OperationDefinition.v1(parameters.get("kernel").asInt()).count(network);
                List<Epoch> epochs = new ArrayList<>();
                for (JsonNode epoch : parameters.get("epochs")) {
                    epochs.add(new Epoch(
                            START.plusSeconds(epoch.get(1).asLong()),
                            count.of(1_280_000, 50_000),
                            epoch.get(2).asDouble()));
                }
                runs.add(new Training(
                        START.plusMillis((long) (1000 * parameters.get("start").asDouble())), epochs));
            }
        }
        return runs;
    }

    /** ResNet-50, or its deeper child with a convolution behind the last ReLU. */
    private static Network network(String name) {
        if (!name.equals("r50_deep_relu171")) {
            return Golden.network(name);
        }
        NetworkBuilder builder = new NetworkBuilder(Golden.network("resnet50"));
        int convolution = builder.insertBehind(171, Layer.Conv.same(2048, 2048, 3, 1));
        int normalisation = builder.insertBehind(convolution, new Layer.BatchNorm(2048));
        builder.insertBehind(normalisation, new Layer.Relu());
        return builder.build();
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.aiperf.ranking;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.stream.IntStream;
import org.aiperf.browser.Chromium;
import org.aiperf.config.Division;
import org.aiperf.config.Settings;
import org.aiperf.history.History;
import org.aiperf.history.RunDirectory;
import org.aiperf.score.ScorePoint;
import org.aiperf.score.Verdict;
import org.aiperf.submission.Examiner;
import org.aiperf.submission.Forgery;
import org.aiperf.submission.Level;
import org.aiperf.submission.Origin;
import org.aiperf.submission.Packing;
import org.aiperf.unit.Definition;
import org.aiperf.unit.Operations;
import org.aiperf.unit.Precision;
import org.aiperf.unit.Rate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RankingTest {

    private static final String EVIL = "<img src=x onerror=alert(1)>\"'&,";

    private final Path temporary;

    RankingTest(@TempDir Path temporary) {
        this.temporary = temporary;
    }

    @Test
    void ranksWhatHoldsAndTellsWhatDoesNot() throws Exception {
        Path one = packed("one", new Origin("=SUM(A1)", EVIL, ""));
        Path copy = renamed("zcopy");
        Path text = Files.writeString(temporary.resolve("text.zip"), "no zip");

        Submissions submissions = Submissions.verify(
                List.of(one, copy, text),
                Files.createDirectory(temporary.resolve("unpacked")),
                Examiner.ofRecords(temporary, Instant.now()));

        assertThat(submissions.verified()).hasSize(1);
        assertThat(submissions.rejected())
                .extracting(rejected -> rejected.violations().toString())
                .satisfiesExactly(
                        twin -> assertThat(twin)
                                .contains("12 of its 12 trials are those of " + one + " to the last digit"),
                        none -> assertThat(none).contains("text.zip is no submission"));
        Leaderboard board = Leaderboard.of(submissions.verified(), submissions.rejected());
        String page = new String(board.html(), StandardCharsets.UTF_8);
        assertThat(page)
                .contains("&lt;img src=x", "NOT VALID", "to the last digit", "<h2>closed-fashion-mnist</h2>")
                .doesNotContain("<img")
                .doesNotContainPattern("(src|href)\\s*=\\s*[\"'][^\"']");
        assertThat(board.csv()).contains("'=SUM(A1),\"<img src=x onerror=alert(1)>\"\"'&,\"");
    }

    @Test
    void anEfficiencyNeedsTwoSizesOfASystem() {
        Leaderboard board = Leaderboard.of(
                List.of(
                        verified("a", "A", 8, 80e12, true),
                        verified("b", "A", 64, 512e12, true),
                        verified("c", "B", 8, 1e12, true),
                        verified("d", "A", 16, 900e12, false)),
                List.of());

        assertThat(board.rows()).extracting(LeaderboardRow::file).containsExactly("b", "a", "c", "d");
        assertThat(board.rows()).extracting(LeaderboardRow::rank).containsExactly(1, 2, 3, 0);
        assertThat(board.rows())
                .extracting(LeaderboardRow::efficiency)
                .containsExactly(0.8, 1.0, Double.NaN, 900.0 / 160);
        assertThat(board.csv().lines().toList().get(1))
                .startsWith("1,verified,")
                .contains(",512.0,A,8,V100,", ",64,", ",8.0,", ",VALID,closed-imagenet,")
                .contains("\"consistent, replayed, timed by the submitter\",images,32x32x3,fp16,2026-11-29,")
                .endsWith(",b");
    }

    @Test
    void thePublishedSystemsAreMarkedAndCountByV1() {
        Leaderboard board = Leaderboard.withPublished(List.of(verified("a", "A", 8, 1000e12, true)), List.of());

        assertThat(board.rows())
                .hasSize(11)
                .first()
                .extracting(LeaderboardRow::system)
                .isEqualTo("CloudBrain II");
        // By v1, half of what it is by the operations that ran.
        assertThat(board.rows().get(8).file()).isEmpty();
        assertThat(board.rows().get(7).file()).isEqualTo("a");
        assertThat(new String(board.html(), StandardCharsets.UTF_8))
                .contains("<i>published</i>", "4,096", "by the reference's arithmetic, as the published list does");
        assertThat(board.csv()).contains("published 2020,Peng Cheng Laboratory");
    }

    @Test
    void comparesRunsInATableAndInOneFrame() throws Exception {
        Map<String, Result> results = new LinkedHashMap<>();
        results.put(EVIL, verified("a", "A", 8, 80e12, true).result());
        results.put("second", verified("b", "A", 8, 60e12, false).result());
        Comparison comparison = new Comparison(results);

        assertThat(comparison.table().get(1))
                .startsWith(EVIL, "80.00 Tops", "40.00 Tops")
                .endsWith("8 x V100", "10.00 Tops", "VALID");
        String page = new String(comparison.html(), StandardCharsets.UTF_8);
        assertThat(page).contains("Score, Tops", "Error, %", "&lt;img").doesNotContain("<img");
        Path file = Files.writeString(temporary.resolve("compare.html"), page);
        Chromium.Loaded loaded = Chromium.find(temporary).load(file.toUri(), 1280, Duration.ofSeconds(1));
        assertThat(loaded.console()).isEmpty();
        assertThat(loaded.dom().split("<polyline", -1)).hasSize(5);
    }

    private static Verified verified(String file, String system, int accelerators, double score, boolean valid) {
        List<ScorePoint> course = IntStream.rangeClosed(1, 20)
                .mapToObj(i -> new ScorePoint(
                        Duration.ofMinutes(6L * i),
                        Duration.ofMinutes(6L * i),
                        new Operations(score * 360 * i),
                        0.9 - 0.5 / i))
                .toList();
        Result result = new Result(
                file,
                "measured by " + file,
                Definition.FIXED,
                Map.of(Definition.FIXED, new Rate(score), Definition.V1, new Rate(score / 2)),
                Optional.of(new Rate(score)),
                0.125,
                Duration.ofHours(2),
                30,
                1,
                valid
                        ? new Verdict(List.of(), Precision.FP32)
                        : new Verdict(List.of("It was too short."), Precision.FP32),
                new Machines(
                        accelerators / 8,
                        accelerators,
                        "V100",
                        "32 GB",
                        "Xeon",
                        "2",
                        "InfiniBand",
                        accelerators,
                        OptionalDouble.of(score / 1e12 / 1.024)),
                new Result.Setting("images", "32x32x3", "fp16", "2026-11-29", "AIPerf 0.1.0; dl4j"),
                course);
        return new Verified(
                file,
                new Origin("maker", "site", system),
                result,
                List.of(),
                new Division("closed-imagenet", "closed-imagenet", List.of()),
                Set.of(Level.CONSISTENT, Level.REPLAYED));
    }

    private Path packed(String name, Origin origin) throws Exception {
        RunDirectory run = Forgery.ofHonestRun()
                .packing(Files.createDirectory(temporary.resolve(name)))
                .run();
        History history = History.read(run);
        Path zip = temporary.resolve(name + ".zip");
        new Packing(run, history, settings(history), "test", origin).write(zip, Optional.empty());
        return zip;
    }

    /** The same trials under another name, a day later. */
    private Path renamed(String name) throws Exception {
        Forgery forgery = Forgery.ofHonestRun();
        forgery.first("run-started").put("run", name);
        for (ObjectNode record : forgery.records()) {
            for (String field : List.of("time", "start")) {
                if (record.has(field)) {
                    record.put(field, record.get(field).asLong() - 86_400_000);
                }
            }
        }
        return forgery.pack(Files.createDirectory(temporary.resolve(name)));
    }

    private static Settings settings(History history) throws Exception {
        return Settings.parse(history.latestAttempt().settings().toString());
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.aiperf.fuzz;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.aiperf.cli.InProcess;
import org.aiperf.cli.InProcess.Outcome;
import org.aiperf.history.EnergyMeasured;
import org.aiperf.history.ExecutorDescribed;
import org.aiperf.history.HistoryRecord;
import org.aiperf.history.RecordJson;
import org.aiperf.submission.Forgery;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Submissions that were made to do harm, as their readers see them. */
@Timeout(60)
class StrangersZipTest {

    private static final String HISTORY = "history/attempt-0001.jsonl";

    private final Path directory;
    private final Path zip;
    private Submitted good;

    StrangersZipTest(@TempDir Path directory) {
        this.directory = directory;
        this.zip = directory.resolve("stranger.zip");
    }

    @BeforeEach
    void pack() throws Exception {
        good = new Submitted(Forgery.ofHonestRun().pack(directory));
    }

    @Test
    void thirtyMillionDamagedLinesAreSaidInAFew() throws IOException {
        Files.write(zip, good.zip(Map.of(HISTORY, "\n".repeat(30_000_000).getBytes(UTF_8))));

        Outcome outcome = verified();

        assertThat(outcome.code()).isEqualTo(1);
        assertThat(outcome.out().lines()).hasSizeLessThanOrEqualTo(52);
        assertThat(outcome.out())
                .contains("NOT VERIFIED: 1002 violations", "... and 952 more")
                .doesNotContain(directory.toString());
    }

    @Test
    void whatUnpacksToFarMoreThanItsSizeIsRefused() throws IOException {
        try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(zip))) {
            zeros(out, "models/000001.model", 60 << 20);
            zeros(out, "models/000002.model", 60 << 20);
        }
        assertThat(refused()).contains("stranger.zip is no submission: it unpacks to more than");
    }

    /** Models that somebody hands in later are no less strange. */
    @Test
    void anAnswerIsUnpackedAsASubmissionIs() throws IOException {
        try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(zip))) {
            zeros(out, "models/000001.model", 60 << 20);
            zeros(out, "models/000002.model", 60 << 20);
        }
        assertThat(answered()).contains("stranger.zip is no answer: it unpacks to more than");
        Files.write(zip, good.zip(Map.of()));
        assertThat(answered()).contains("stranger.zip is no answer: it holds 'manifest.json', which does not belong");
    }

    private String answered() throws IOException {
        Path submission = Files.write(directory.resolve("good.zip"), good.zip(Map.of()));
        Path challenge = Files.writeString(
                directory.resolve("challenge.json"), "{\"format\":1,\"run\":\"embedded\",\"trials\":[\"000001\"]}");
        Outcome outcome = InProcess.run(
                "verify", submission.toString(), "--challenge", challenge.toString(), "--answer", zip.toString());
        assertThat(outcome.code()).isEqualTo(2);
        assertThat(outcome.err().lines()).hasSize(1);
        return outcome.err();
    }

    private static void zeros(ZipOutputStream out, String name, int bytes) throws IOException {
        out.putNextEntry(new ZipEntry(name));
        out.write(new byte[bytes]);
    }

    @Test
    void tooManyEntriesAndDoubleOnesAreRefused() throws IOException {
        Map<String, byte[]> many = new HashMap<>();
        for (int i = 0; i < 10_001; i++) {
            many.put("models/m%d.model".formatted(i), new byte[0]);
        }
        Files.write(zip, good.zip(many));
        assertThat(refused()).contains("it has more than 10,000 entries");

        byte[] twice = good.zip(Map.of("history/attempt-0002.jsonl", new byte[0]));
        Files.write(
                zip,
                new String(twice, ISO_8859_1)
                        .replace("attempt-0002", "attempt-0001")
                        .getBytes(ISO_8859_1));
        assertThat(refused()).contains("it holds history/attempt-0001.jsonl twice");
    }

    /** Ordinary tools add entries for directories when they pack a zip again. */
    @Test
    void directoriesAreNoFiles() throws IOException {
        try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(zip))) {
            out.putNextEntry(new ZipEntry("history/"));
            out.putNextEntry(new ZipEntry("models/"));
            for (Map.Entry<String, byte[]> file : good.files.entrySet()) {
                out.putNextEntry(new ZipEntry(file.getKey()));
                out.write(file.getValue());
            }
        }
        assertThat(verified().out()).startsWith("VERIFIED");
    }

    @Test
    void aNameSaysNothingButItself() throws IOException {
        String name = "x\\n  score 999.0 Pops\\r\\n  VALID\\u001b[8m\\u202e";
        forge(record -> record.replaceFirst("\"run\":\"embedded\"", "\"run\":\"" + name.replace("\\", "\\\\") + "\""));

        Outcome outcome = verified();

        assertThat(outcome.out().lines()).noneMatch(line -> line.strip().equals("VALID"));
        assertThat(outcome.out()).doesNotContain("\u001b", "\r", "\u202e").contains("x\\n  score 999.0 Pops\\u000d\\n");
        Files.write(zip, good.zip(Map.of("\u001b[2J\u202e\nVERIFIED", new byte[0])));
        assertThat(refused()).contains("it holds '\\u001b[2J\\u202e\\nVERIFIED', which does not belong there");
    }

    @Test
    void oneSubmissionDoesNotStopTheRankingOfAll() throws Exception {
        Path all = Files.createDirectory(directory.resolve("all"));
        Files.write(all.resolve("good.zip"), good.zip(Map.of()));
        forge(record -> record, new EnergyMeasured(4, "driver", "host", 5, Map.of("cpu", 7.5), "measured"));
        Files.write(all.resolve("joules.zip"), changed(zip, "\"cpu\":7.5", "\"cpu\":-1e12"));
        ExecutorDescribed executor =
                new ExecutorDescribed(4, "driver", "host", Map.of("host_networking", "fast"), "none");
        forge(record -> record, executor);
        Files.write(all.resolve("null.zip"), changed(zip, "\"host_networking\":\"fast\"", "\"host_networking\":null"));
        forge(record -> record, executor);
        Files.write(all.resolve("list.zip"), changed(zip, "\"host_networking\":\"fast\"", "\"host_networking\":[{}]"));
        Files.writeString(all.resolve("empty.zip"), "");
        Path board = directory.resolve("board");

        Outcome outcome = InProcess.run("leaderboard", "--output", board.toString(), all.toString());

        assertThat(outcome.code()).isZero();
        assertThat(outcome.out()).contains("1 of 5 submissions verified");
        assertThat(Files.readString(board.resolve("index.html")))
                .contains(
                        "No machine takes {cpu=-1.0E12} joules",
                        "its field &#39;fields.host_networking&#39; has not the form that is expected")
                .doesNotContain("aiperf-scratch");
    }

    @Test
    void whatIsLongOrDeepIsShort() throws IOException {
        forge(record -> record.replaceFirst("\"t\":\"conv\"", "\"t\":\"" + "conv".repeat(100_000) + "\""));
        assertThat(verified().out().lines()).allMatch(line -> line.length() < 1_200);
        forge(record -> record.replaceFirst("\"settings\":\\{", "\"settings\":" + "[".repeat(5_000)));
        assertThat(verified().out().lines()).allMatch(line -> line.length() < 1_200);
    }

    private Outcome verified() {
        return InProcess.run("verify", zip.toString());
    }

    private String refused() {
        Outcome outcome = verified();
        assertThat(outcome.code()).isEqualTo(2);
        assertThat(outcome.err().lines()).hasSize(1);
        return outcome.err();
    }

    /** The run with changed records and one more behind the first. */
    private void forge(UnaryOperator<String> change, HistoryRecord... more) throws IOException {
        List<String> records = new ArrayList<>();
        for (String record : good.records(HISTORY)) {
            records.add(change.apply(record));
            if (records.size() == 1) {
                for (HistoryRecord each : more) {
                    records.add(RecordJson.write(each));
                }
            }
        }
        Files.write(zip, good.zip(Map.of(HISTORY, Submitted.sealed(records))));
    }

    /** What no record can say, written behind its back. */
    private byte[] changed(Path from, String text, String other) throws IOException {
        Submitted submitted = new Submitted(from);
        List<String> records = submitted.records(HISTORY).stream()
                .map(record -> record.replace(text, other))
                .toList();
        return submitted.zip(Map.of(HISTORY, Submitted.sealed(records)));
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.aiperf.history;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.aiperf.history.Records.ended;
import static org.aiperf.history.Records.epoch;
import static org.aiperf.history.Records.settings;
import static org.aiperf.history.Records.started;
import static org.aiperf.history.Records.stopped;
import static org.aiperf.history.Records.trial;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.aiperf.config.Settings;
import org.aiperf.history.TrialEnded.State;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A history on an object store. */
class SegmentsTest {

    private static final Settings SETTINGS = settings();
    private static final Duration NEVER = Duration.ofDays(1);

    private final Path directory;
    private final RunDirectory run;

    SegmentsTest(@TempDir Path temporary) throws IOException {
        directory = temporary.resolve("run");
        run = RunDirectory.of("store://" + directory, ObjectStore.configuration());
    }

    private List<String> names() throws IOException {
        try (Stream<Path> files = Files.list(directory.resolve("history"))) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    @Test
    void theBestModelAndTheEndAreThereAtOnceAndTheRestSoon() throws Exception {
        try (HistoryLog log = HistoryLog.create(run, 1)) {
            log.append(started(0, "run", 1, SETTINGS));
            log.append(trial(1, "t0", 0, "driver/0", null));
            assertThat(History.read(run).trials()).isEmpty();

            log.append(epoch(11, "t0", 1, 0.5));
            assertThat(History.read(run).trials().get(0).epochs()).hasSize(1);

            log.append(epoch(12, "t0", 2, 0.25));
            assertThat(History.read(run).trials().get(0).epochs()).hasSize(1);
            log.append(ended(13, "t0", State.FINISHED, "done"));
            log.append(stopped(14, true));
            assertThat(History.read(run).stop()).isPresent();
        }
        assertThat(names())
                .containsExactly("attempt-0001-000001.jsonl", "attempt-0001-000002.jsonl", "attempt-0001-000003.jsonl");
        assertThat(run.historyFiles()).hasSize(3).allMatch(name -> name.startsWith("history/attempt-0001-"));
    }

    @Test
    void linesAreSafeAfterAWhile() throws Exception {
        try (Segments segments = new Segments(run, 1, Duration.ofMillis(1))) {
            segments.write("a line\n".getBytes(UTF_8), LogSink.Safety.FLUSHED);
            Path file = directory.resolve("history/attempt-0001-000001.jsonl");
            while (!Files.exists(file)) {
                Thread.onSpinWait();
            }
        }
        assertThat(names()).hasSize(1);
    }

    @Test
    void aDriverThatWasReplacedCannotAddToTheHistory() throws Exception {
        HistoryLog old = HistoryLog.create(run, 1);
        old.append(started(0, "run", 1, SETTINGS));
        old.append(trial(1, "t0", 0, "driver/0", null));

        DriverLease.take(run).close();
        try (HistoryLog next = HistoryLog.create(run, run.nextAttempt())) {
            next.append(started(20, "run", 2, SETTINGS));
        }

        assertThatThrownBy(() -> old.append(epoch(11, "t0", 1, 0.5)))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("another driver has taken over the run");
        assertThatThrownBy(() -> old.append(epoch(12, "t0", 2, 0.75))).isInstanceOf(IOException.class);
        assertThat(History.read(run).attempts()).hasSize(2);
        assertThat(History.read(run).trials()).isEmpty();
    }

    @Test
    void twoDriversThatTakeOverTogetherDoNotBothGoOn() throws Exception {
        HistoryLog first = HistoryLog.create(run, 1);
        HistoryLog second = HistoryLog.create(run, 1);
        first.append(started(0, "run", 1, SETTINGS));

        assertThatThrownBy(() -> second.append(started(1, "run", 1, SETTINGS)))
                .hasMessageContaining("another driver has taken over");
    }

    @Test
    void manySegmentsBecomeOne() throws Exception {
        int lines = 600;
        try (Segments segments = new Segments(run, 1, NEVER)) {
            for (int i = 0; i < lines; i++) {
                segments.write((i + "\n").getBytes(UTF_8), LogSink.Safety.AT_ANY_COST);
            }
        }

        assertThat(names())
                .hasSize(2 + lines % 256)
                .startsWith("attempt-0001-000001-000256.jsonl", "attempt-0001-000257-000512.jsonl");
        StringBuilder read = new StringBuilder();
        for (String name : run.historyFiles()) {
            read.append(Files.readString(directory.resolve(name)));
        }
        assertThat(read.toString().lines())
                .containsExactlyElementsOf(
                        IntStream.range(0, lines).mapToObj(Integer::toString).toList());
    }

    /** A driver may be killed between the two. */
    @Test
    void segmentsThatAreInAMergedOneAreNotReadAgain() {
        LogFile merged = new LogFile(1, 1, 256);
        LogFile left = LogFile.segment(1, 256);
        LogFile next = LogFile.segment(1, 257);

        assertThat(LogFile.inOrder(List.of(next, left, LogFile.segment(1, 1), merged)))
                .containsExactly(merged, next);
        assertThat(Stream.of(merged, left, LogFile.whole(12)))
                .allMatch(file -> LogFile.of(file.name()).equals(Optional.of(file)));
    }
}

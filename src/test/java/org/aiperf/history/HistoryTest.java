// SPDX-License-Identifier: Apache-2.0
package org.aiperf.history;

import static org.aiperf.history.Records.ended;
import static org.aiperf.history.Records.epoch;
import static org.aiperf.history.Records.settings;
import static org.aiperf.history.Records.started;
import static org.aiperf.history.Records.stopped;
import static org.aiperf.history.Records.trial;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.aiperf.config.InvalidSettingsException;
import org.aiperf.config.Settings;
import org.aiperf.network.InvalidNetworkException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HistoryTest {

    private static final Settings SETTINGS = settings();

    private final Path directory;
    private final Path file;
    private final RunDirectory run;

    HistoryTest(@TempDir Path temporary) throws IOException {
        directory = temporary.resolve("first");
        file = directory.resolve("history/attempt-0001.jsonl");
        run = RunDirectory.of(directory.toString());
    }

    @BeforeEach
    void writeTwoTrials() throws IOException {
        try (HistoryLog log = HistoryLog.create(run, 1)) {
            log.append(started(0, "first", 1, SETTINGS));
            log.append(trial(1, "t0", 0, "driver/0", null));
            log.append(trial(1, "t1", 1, "driver/1", null));
            log.append(epoch(11, "t0", 1, 0.5));
            log.append(epoch(12, "t1", 1, 0.625));
            log.append(ended(13, "t1", TrialEnded.State.FAILED, "Line\nbreak, \"quote\" and ü"));
        }
    }

    @Test
    void aRecordOfATrialIsThereAtOnceAndWithItWhatMachinesToldBefore() throws IOException {
        try (HistoryLog log = HistoryLog.create(run, 2)) {
            log.append(started(20, "first", 2, SETTINGS));
            EnergyMeasured energy = new EnergyMeasured(21_000, "driver", "host", 1_000, Map.of("cpu", 1.0), "double");
            log.append(energy);
            log.append(trial(22, "t2", 2, "driver/0", null));

            History read = History.read(run);
            assertThat(read.trials()).hasSize(3);
            assertThat(read.energy()).containsExactly(energy);
        }
    }

    @Test
    void givesBackEveryRecordOfASampleRun(@TempDir Path other) throws IOException, InvalidSettingsException {
        List<HistoryRecord> records = SampleHistory.records("sample");

        History read = History.read(SampleHistory.write(other.resolve("sample")));

        assertThat(read)
                .usingRecursiveComparison(Records.COMPARISON)
                .isEqualTo(Records.history(records.toArray(HistoryRecord[]::new)));
        assertThat(read.trials()).hasSize(12);
        assertThat(Settings.parse(read.latestAttempt().settings().toString())
                        .run()
                        .trials())
                .isEqualTo(12);
    }

    @Test
    void isOnTheDiskBeforeAppendReturns(@TempDir Path other) throws IOException {
        RunDirectory live = RunDirectory.of(other.resolve("live").toString());
        try (HistoryLog log = HistoryLog.create(live, 1)) {
            log.append(started(0, "live", 1, SETTINGS));
            assertThat(History.read(live).trials()).isEmpty();
            log.append(trial(1, "t0", 0, "driver/0", null));
            assertThat(History.read(live).trials()).hasSize(1);
        }
    }

    @Test
    void aDirectoryMayBeNamedAsPeopleNameThem(@TempDir Path other) throws IOException {
        RunDirectory odd = RunDirectory.of(other.resolve("a b%20c ü#").toString());
        try (HistoryLog log = HistoryLog.create(odd, 1)) {
            log.append(started(0, "odd", 1, SETTINGS));
        }

        assertThat(History.read(RunDirectory.of(odd.location())).attempts()).hasSize(1);
        assertThat(odd.publish("report.html", new byte[1]))
                .isEqualTo(other.resolve("a b%20c ü#/report.html").toString());
        assertThat(other).isDirectoryContaining("glob:**a b%20c ü#");
    }

    @Test
    void hasOneDriverAtATime() throws Exception {
        try (DriverLease lease = DriverLease.take(run)) {
            assertThatThrownBy(() -> DriverLease.take(run))
                    .isInstanceOf(IOException.class)
                    .hasMessage("Another driver works on this run, it holds %s; wait for its end, or stop it"
                            .formatted(directory.resolve("driver.lock")));
        }
        DriverLease.take(run).close();
    }

    @Test
    void readsNoLineWithoutEnd() throws IOException {
        Files.writeString(file, "{".repeat((1 << 24) + 1), StandardOpenOption.APPEND);
        assertThatThrownBy(() -> History.read(run))
                .isInstanceOf(IOException.class)
                .hasMessageContaining(file + ", line 7: it has more than 16777216 characters, as no record has");
    }

    @Test
    void joinsTheFilesOfItsDriversAndLeavesOutTheTimeBetweenThem() throws IOException {
        try (HistoryLog log = HistoryLog.create(run, 2)) {
            log.append(started(1000, "first", 2, SETTINGS));
            log.append(ended(1000, "t0", TrialEnded.State.CUT, "Its driver was killed."));
            log.append(trial(1001, "t2", 2, "driver/0", null));
            log.append(epoch(1011, "t2", 1, 0.75));
            log.append(stopped(1020, true));
        }

        History history = History.read(run);

        assertThat(history.attempts()).extracting(RunStarted::attempt).containsExactly(1, 2);
        assertThat(history.trials()).extracting(trial -> trial.start().trial()).containsExactly("t0", "t1", "t2");
        assertThat(history.activeTime()).isEqualTo(Duration.ofSeconds(11 + 19));
        assertThat(history.stop()).isPresent();
        assertThatThrownBy(() -> HistoryLog.create(run, 2)).hasMessageContaining("one run has one driver at a time");
    }

    @Test
    void isReadOnceByADriverThatGoesOn() throws IOException {
        append("{\"type\":\"epoch-finished\",\"time\":17"); // of a driver that was killed
        RunLog log = RunLog.read(run);
        try (HistoryLog other = HistoryLog.create(run, 2)) {
            other.append(started(1000, "first", 2, SETTINGS));
            other.append(ended(1000, "t0", TrialEnded.State.CUT, "Its driver was killed: \u00fc"));
            log.readOn();
            other.append(trial(1001, "t2", 2, "driver/0", null));
        }

        log.readOn();
        assertThat(log.history().trials()).hasSize(3);
        assertThat(log.history()).usingRecursiveComparison(Records.COMPARISON).isEqualTo(History.read(run));
        try (HistoryLog next = log.append(3)) {
            next.append(started(2000, "first", 3, SETTINGS));
        }
        assertThat(History.read(run).attempts()).hasSize(3);
    }

    @Test
    void forgetsALineThatItsDriverDidNotFinish() throws IOException {
        History whole = History.read(run);

        append("{\"type\":\"epoch-finished\",\"time\":17");

        assertThat(History.read(run))
                .usingRecursiveComparison(Records.COMPARISON)
                .isEqualTo(whole);
    }

    @Test
    void namesFileAndLineOfDamage() throws IOException {
        List<String> lines = Files.readAllLines(file);
        for (String damage : List.of(
                "",
                "null",
                "[]",
                "{}",
                "{\"type\":\"unheard-of\",\"time\":1}",
                "{\"type\":",
                lines.get(3).replace("\"epoch\":1,", ""),
                lines.get(3).replace("\"t0\"", "\"t9\""))) {
            Files.write(file, List.of(lines.get(0), lines.get(1), damage, lines.get(3)));

            assertThatThrownBy(() -> History.read(run))
                    .as(damage)
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("attempt-0001.jsonl, line 3: ")
                    .hasMessageNotContaining("\n");
        }
    }

    @Test
    void saysWhichFormatItDoesNotRead() throws IOException {
        List<String> lines = Files.readAllLines(file);
        Files.write(
                file,
                List.of(lines.get(0)
                        .replace("\"format\":" + RunStarted.FORMAT + ",", "\"format\":99,\"colour\":\"blue\",")));

        assertThatThrownBy(() -> History.read(run))
                .hasMessageContaining("attempt-0001.jsonl, line 1: it has format 99")
                .hasMessageContaining("reads formats 3 and " + RunStarted.FORMAT);
    }

    @Test
    void readsARecordWhoseTypeIsNotItsFirstField() throws IOException {
        String line = RecordJson.write(Records.trial(1, "t0", 0, "driver/0", 40L));
        String moved = line.replace("\"type\":\"trial-started\",", "").replaceAll("}$", ",\"type\":\"trial-started\"}");

        assertThat(RecordJson.read(moved)).isEqualTo(RecordJson.read(line));
        assertThat(RecordJson.write(RecordJson.read(moved))).isEqualTo(line);
    }

    @Test
    void refusesANetworkThatIsNoneWhereItIsLookedAt() throws IOException {
        String line = RecordJson.write(Records.trial(1, "t0", 0, "driver/0", 40L));
        TrialStarted broken = (TrialStarted) RecordJson.read(line.replace("\"t\":\"relu\"", "\"t\":\"magic\""));

        assertThatThrownBy(broken::unpacked)
                .isInstanceOf(InvalidNetworkException.class)
                .hasMessageContaining("The network of trial t0 cannot be read: Layer ")
                .hasMessageContaining("unknown layer type 'magic'");
        ObjectNode listed = (ObjectNode) new ObjectMapper().readTree(line);
        listed.putArray("network");
        assertThatThrownBy(() -> RecordJson.read(listed.toString()))
                .hasMessageContaining("the network is no JSON object");
        try (HistoryLog log = HistoryLog.create(run, 2)) {
            log.append(started(20, "first", 2, SETTINGS));
            log.append(RecordJson.read(RecordJson.write(broken).replace("\"t0\"", "\"t2\"")));
        }
        List<String> damage = new ArrayList<>();
        History examined = History.examine(run, damage::add);
        assertThat(examined.trials()).hasSize(2);
        assertThat(damage).singleElement().asString().contains("attempt-0002.jsonl, line 2: ", "'magic'");
        assertThat(History.read(run).trials()).hasSize(3);
    }

    @Test
    void keepsWhatExecutorsToldAndTheLastOfTheirMeasurements() throws IOException {
        ExecutorDescribed machine =
                new ExecutorDescribed(1, "1", "node", Map.of("host_processor_core_count", "64"), "cpu: RAPL");
        EnergyMeasured first = new EnergyMeasured(5, "1", "node", 4, Map.of("cpu", 10.0), "cpu: RAPL");
        EnergyMeasured later = new EnergyMeasured(9, "1", "node", 8, Map.of("cpu", 25.0), "cpu: RAPL");
        EnergyMeasured resumed = new EnergyMeasured(99, "1", "node", 5, Map.of("cpu", 7.0), "cpu: RAPL");

        History history = Records.history(
                Records.started(0, "run", 1, Records.settings()),
                RecordJson.read(RecordJson.write(machine)),
                first,
                RecordJson.read(RecordJson.write(later)),
                Records.started(60, "run", 2, Records.settings()),
                resumed);

        assertThat(history.executors()).containsExactly(machine);
        assertThat(history.energy()).containsExactly(later, resumed);
    }

    @Test
    void saysWhereThereIsNoRun() throws IOException {
        assertThatThrownBy(() -> History.read(
                        RunDirectory.of(directory.resolve("nothing").toString())))
                .isInstanceOf(NoSuchRunException.class)
                .hasMessageContaining("nothing");
        Files.writeString(file, "{\"type\":\"run-sta");
        assertThatThrownBy(() -> History.read(run))
                .isInstanceOf(NoSuchRunException.class)
                .hasMessageContaining("its history is empty");
    }

    private void append(String text) throws IOException {
        Files.writeString(file, text, StandardOpenOption.APPEND);
    }
}

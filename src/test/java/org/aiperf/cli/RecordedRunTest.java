// SPDX-License-Identifier: Apache-2.0
package org.aiperf.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import org.aiperf.history.HistoryLog;
import org.aiperf.history.HistoryRecord;
import org.aiperf.history.RecordJson;
import org.aiperf.history.RunDirectory;
import org.aiperf.history.SampleHistory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands that read a recorded run. */
class RecordedRunTest {

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private final Path directory;

    RecordedRunTest(@TempDir Path temporary) throws IOException {
        directory = temporary.resolve("sample");
        SampleHistory.write(directory);
    }

    @Test
    void printsTheTrials() {
        assertThat(run("history", directory.toString())).isZero();

        assertThat(out.toString()).hasLineCount(13).contains("deepen(", "failed", "The run reached its duration.");
        assertThat(err.toString()).isEmpty();
    }

    /** A new driver of a run that is complete: both answers come before Spark is started. */
    @Test
    void aRunOfTheSameNameIsRefusedOrResumedAsTheSettingsSay() {
        String[] words = {
            "run",
            "--config",
            "conf/smoke.conf",
            "--set",
            "run.directory=" + directory.getParent(),
            "--set",
            "run.name=sample",
            "--set",
            "run.trials=12"
        };
        assertThat(run(words)).isEqualTo(2);
        assertThat(err.toString())
                .contains("/sample exists already; go on with it by --resume")
                .hasLineCount(1);

        err.getBuffer().setLength(0);
        String[] resuming = Arrays.copyOf(words, words.length + 2);
        resuming[words.length] = "--set";
        resuming[words.length + 1] = "run.existing=resume";
        assertThat(run(resuming)).isEqualTo(2);
        assertThat(err.toString()).contains("The run has used its time of ").hasLineCount(1);
    }

    @Test
    void namesTheOptionThatIsWrongWhenARunIsResumed() {
        assertThat(run("run", "--resume", directory.toString(), "--set", "run.trials=many"))
                .isEqualTo(2);
        assertThat(err.toString())
                .startsWith("aiperf: --set run.trials=many: aiperf.run.trials = \"many\": expected")
                .doesNotContain("/tmp")
                .hasLineCount(1);
    }

    @Test
    void namesTheTrialWhoseNetworkIsNone() throws IOException {
        Path broken = directory.resolveSibling("broken");
        try (HistoryLog log = HistoryLog.create(RunDirectory.of(broken.toString()), 1)) {
            for (HistoryRecord record : SampleHistory.records("broken")) {
                log.append(RecordJson.read(RecordJson.write(record).replace("\"t\":\"relu\"", "\"t\":\"magic\"")));
            }
        }

        assertThat(run("report", broken.toString())).isEqualTo(2);
        assertThat(run("history", broken.toString())).isEqualTo(2);
        assertThat(err.toString().lines()).hasSize(2).allSatisfy(line -> assertThat(line)
                .contains("unknown layer type 'magic'")
                .doesNotContain("Unexpected"));
    }

    @Test
    void writesThePageIntoTheRunOrAsTold() throws IOException {
        assertThat(run("report", directory.toUri().toString())).isZero();
        Path page = directory.resolve("report.html");
        assertThat(out.toString()).isEqualTo(page + System.lineSeparator());
        assertThat(page).content().contains("AIPerf run sample", "NOT VALID");

        Path other = directory.resolveSibling("other.html");
        assertThat(run("report", directory.toString(), "--output", other.toString()))
                .isZero();
        assertThat(other).hasSameBinaryContentAs(page);
        assertThat(run("report", directory.toString(), "--output", "/no/such/place.html"))
                .isEqualTo(2);
        assertThat(err.toString())
                .contains("Cannot write the report", "/no/such/place.html")
                .hasLineCount(1);
    }

    @Test
    void tellsProgramsTheResult() throws IOException {
        assertThat(run("report", directory.toString(), "--json")).isZero();
        JsonNode printed = new ObjectMapper().readTree(out.toString());
        assertThat(printed)
                .isEqualTo(new ObjectMapper()
                        .readTree(directory.resolve("result.json").toFile()));
        assertThat(printed.at("/run").textValue()).isEqualTo("sample");
        assertThat(directory.resolve("history/attempt-0001.jsonl"))
                .content()
                .contains(printed.at("/digests/history").textValue() + "\"}\n");

        out.getBuffer().setLength(0);
        assertThat(run("history", directory.toString(), "--json")).isZero();
        assertThat(new ObjectMapper().readTree(out.toString())).hasSize(12);
        out.getBuffer().setLength(0);
        Path page = directory.resolveSibling("compare.html");
        SampleHistory.write(directory.resolveSibling("second"));
        String second = directory.resolveSibling("second").toString();
        assertThat(run("compare", directory.toString(), second, "--json", "--output", page.toString()))
                .isZero();
        assertThat(new ObjectMapper().readTree(out.toString()).at("/runs/sample"))
                .isEqualTo(printed);
        assertThat(err.toString()).isEmpty();
    }

    @Test
    void scriptsMayAskForSilenceAndForAValidResult() {
        assertThat(run("report", directory.toString(), "--quiet")).isZero();
        assertThat(run("report", directory.toString(), "--quiet", "--require-valid"))
                .isEqualTo(3);
        assertThat(out.toString()).isEmpty();
        assertThat(err.toString()).isEmpty();
        assertThat(run("report", directory.toString(), "--quiet", "--json")).isEqualTo(2);
        assertThat(err.toString()).contains("--json", "--quiet", "mutually exclusive");
    }

    @Test
    void answersWithOneSentenceWhereThereIsNoRun() throws IOException {
        assertThat(run("history", "no-such-run")).isEqualTo(2);
        assertThat(run("report", directory.resolveSibling("nothing").toString()))
                .isEqualTo(2);
        assertThat(run("history", "nosuchscheme://host/run")).isEqualTo(2);
        assertThat(run("history", "")).isEqualTo(2);
        Path log = directory.resolve("history/attempt-0001.jsonl");
        Files.writeString(log, "damaged\n", StandardOpenOption.APPEND);
        assertThat(run("history", directory.toString())).isEqualTo(2);
        Files.writeString(log, "");
        assertThat(run("history", directory.toString())).isEqualTo(2);

        assertThat(err.toString().lines())
                .satisfiesExactly(
                        line -> assertThat(line).contains("There is no run 'no-such-run'", "below 'runs'"),
                        line -> assertThat(line).contains("There is no run", "nothing"),
                        line -> assertThat(line).contains("nosuchscheme"),
                        line -> assertThat(line).startsWith("aiperf: ").doesNotContain("Unexpected"),
                        line -> assertThat(line).contains("attempt-0001.jsonl, line "),
                        line -> assertThat(line).contains("its history is empty"));
        assertThat(out.toString()).isEmpty();
    }

    private int run(String... arguments) {
        return Main.execute(new PrintWriter(out, true), new PrintWriter(err, true), arguments);
    }
}

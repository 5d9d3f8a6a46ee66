// SPDX-License-Identifier: Apache-2.0
package org.aiperf.report;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.aiperf.history.Records.START;
import static org.aiperf.history.Records.ended;
import static org.aiperf.history.Records.epoch;
import static org.aiperf.history.Records.history;
import static org.aiperf.history.Records.settings;
import static org.aiperf.history.Records.started;
import static org.aiperf.history.Records.trial;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.aiperf.config.Settings;
import org.aiperf.history.History;
import org.aiperf.history.TrialEnded;
import org.aiperf.history.TrialEnded.State;
import org.aiperf.unit.Definition;
import org.aiperf.unit.Operations;
import org.aiperf.unit.Rate;
import org.junit.jupiter.api.Test;

class TerminalTest {

    private static final Settings SETTINGS = settings("run.trials=4");
    private static final RunSummary SUMMARY = RunSummary.of(RunSummaryTest.FINISHED, SETTINGS);
    private static final ProgressSnapshot SNAPSHOT = new ProgressSnapshot(
            Duration.ofSeconds(125),
            5,
            2,
            1,
            12,
            OptionalDouble.of(0.84999),
            new Rate(58.3e9),
            new Rate(61.2e9),
            Optional.of(Duration.ofSeconds(3725)));

    @Test
    void framesTheResult() {
        String box = BoxedResult.text(SUMMARY, Optional.of("/runs/small/report.html"), Glyphs.UNICODE);

        assertThat(box.lines().toList()).first().isEqualTo("╭" + "─".repeat(78) + "╮");
        List<String> framed =
                box.lines().filter(line -> !line.startsWith("Report")).toList();
        assertThat(framed).allSatisfy(line -> assertThat(line).hasSize(80).matches("[╭│├╰].*[╮│┤╯]"));
        assertThat(box)
                .contains("│ Score            426.8 Mops ")
                .contains("│ 1 node · fp32 · 41 s · open division ")
                .contains("  regulated      591.7 Mops: score x -ln(error)")
                .contains("  by reference   625.0 Mops: the reference's arithmetic")
                .contains("│ Time to 70 %     20 s ")
                .contains("│ Ended            The run reached its 4 trials. ")
                .doesNotContain("±", "Go on with", "fixed", "v1")
                .contains("75.00 % (error 25.00 %) in trial t0, epoch 2")
                .contains("3 of 4 done: 2 finished, 1 failed, 1 cut")
                .contains("95.0 % of the time of 2 slots")
                .contains("│ Training         FP32 by dl4j ")
                .contains("NOT VALID:")
                .contains("  • The run lasted 41 s from its first set-up to its end; a valid run")
                .endsWith("╯\nReport: /runs/small/report.html\n");
    }

    @Test
    void staysWithinAsciiWhereTheTerminalDoes() {
        assertThat(Glyphs.of(UTF_8)).isEqualTo(Glyphs.UNICODE);
        assertThat(Glyphs.of(US_ASCII)).isEqualTo(Glyphs.ASCII);
        assertThat(Glyphs.of(ISO_8859_1)).isEqualTo(Glyphs.ASCII);

        String box = BoxedResult.text(SUMMARY, Optional.empty(), Glyphs.ASCII);

        assertThat(US_ASCII.newEncoder().canEncode(box)).isTrue();
        assertThat(box).startsWith("+---").contains("426.8 Mops ").contains("* The run lasted");
        assertThat(box.lines()).allSatisfy(line -> assertThat(line).hasSize(80));
    }

    @Test
    void boxesARunWithoutAnEpochAndWrapsWhatIsLong() {
        History begun = history(started(0, "x".repeat(100), 1, SETTINGS), trial(1, "t0", 0, "driver/0", null));

        String box = BoxedResult.text(RunSummary.of(begun, SETTINGS), Optional.empty(), Glyphs.UNICODE);

        assertThat(box)
                .contains("No epoch finished, so there is no score.")
                .contains("No end is recorded: the run goes on, or its driver was")
                .contains("Go on with: submit/aiperf run --resume xxx")
                .contains("0 of 4 done: 0 finished, 1 running");
        assertThat(box.lines().filter(line -> !line.startsWith("Go on")))
                .allSatisfy(line -> assertThat(line).hasSize(80));
    }

    @Test
    void listsTrialsWithTheReasonOfThoseThatDidNotFinish() {
        String table = TrialTable.text(RunSummaryTest.FINISHED, SETTINGS, START.plusSeconds(42));

        assertThat(table.lines().toList()).hasSize(5);
        assertThat(table.lines().toList().get(0))
                .matches("TRIAL +ROUND +SLOT +PARENT +MORPHS +LAYERS +PARAMS .* REASON");
        assertThat(table)
                .containsPattern(
                        "t0 +0  driver/0  - +- +\\d+ +78,762 +2/4 +75.00 % +3.000 Mop +14.3 % +finished +0:20 +0\\+0 +40 ms +0.0 %\n")
                .containsPattern("t1 .* 0/4 +- .* failed +0:12 .*0.0 %  The loss was not a number.\n");
    }

    @Test
    void showsPredictedAccuraciesWhereThereAreSome() {
        History predicted = history(
                started(0, "predicted", 1, SETTINGS),
                trial(1, "t0", 0, "driver/0", null),
                epoch(11, "t0", 1, 0.5),
                new TrialEnded(START.toEpochMilli() + 12_000, "t0", State.FINISHED, "budget", 0.5, 0.625),
                trial(13, "t1", 1, "driver/0", null));

        String table = TrialTable.text(predicted, SETTINGS, START.plusSeconds(20));

        assertThat(table.lines().toList().get(0)).contains("ACCURACY  PREDICTED");
        assertThat(table).containsPattern("t0 .* 1/4 +50.00 % +62.50 % ").containsPattern("t1 .* 0/4 +- +- ");
        assertThat(TrialTable.text(RunSummaryTest.FINISHED, SETTINGS, START.plusSeconds(42)))
                .doesNotContain("PREDICTED");
        assertThat(predicted.scoreboard(Definition.FIXED).latest().orElseThrow().bestAccuracy())
                .isEqualTo(0.5);
    }

    @Test
    void keepsForeignTextFromSteeringTheTerminal() {
        History odd = history(
                started(0, "odd", 1, SETTINGS),
                trial(1, "t0", 0, "driver/0", null),
                ended(2, "t0", State.FAILED, "red \u001b[31m\nand\tnext\u202eline"));

        assertThat(TrialTable.text(odd, SETTINGS, Instant.EPOCH))
                .endsWith("red [31m and next line\n")
                .hasLineCount(2);
    }

    @Test
    void tellsProgressInOneLine() {
        assertThat(ProgressLine.text(SNAPSHOT))
                .matches(" +2:05 · trials: 5 of 12 done, 2 running, 1 failed · best 84.99 %"
                        + " · score 58.30 Gops · rate 61.20 Gops · 1:02:05 left");
        assertThat(SNAPSHOT.fraction()).isEqualTo(0.5);
        assertThat(ProgressLine.text(progress(history(started(0, "new", 1, SETTINGS)), 0, Operations.NONE)))
                .isEqualTo("    0:00 · trials: 0 of 4 done, 0 running · 12:00:00 left");
        // Three of four trials came to their end; the one that was cut off is to be made up for.
        assertThat(progress(RunSummaryTest.FINISHED, 42, Operations.NONE).fraction())
                .isEqualTo(0.75);
    }

    @Test
    void countsTheWorkOfUnfinishedEpochsWhileItIsKnown() {
        History live = history(
                started(0, "live", 1, SETTINGS),
                trial(1, "t0", 0, "driver/0", null),
                epoch(11, "t0", 1, 0.5),
                ended(11, "t0", State.FINISHED, "Done"),
                trial(11, "t1", 1, "driver/0", 0L));

        assertThat(ProgressLine.text(progress(live, 21, new Operations(6e9))))
                .isEqualTo(
                        "    0:20 · trials: 1 of 4 done, 1 running · best 50.00 % · score 175.0 Mops · rate 300.0 Mops · 1:00 left");
        assertThat(progress(live, 21, Operations.NONE).rate()).isEqualTo(new Rate(175e6));
    }

    private static ProgressSnapshot progress(History history, long second, Operations work) {
        return ProgressSnapshot.of(history, SETTINGS, START.plusSeconds(second), work);
    }

    @Test
    void printsHeaderLinesAndResultWithoutATerminal() {
        StringWriter out = new StringWriter();
        Progress progress = new ConsoleProgress(new PrintWriter(out), Glyphs.ASCII);

        progress.started(RunHeader.of(RunSummaryTest.FINISHED.latestAttempt(), SETTINGS));
        progress.update(SNAPSHOT);
        progress.finished(SUMMARY, Optional.empty());

        assertThat(out.toString())
                .startsWith("AIPerf run small\n\nSettings\n  run.directory ")
                .containsPattern("\n  run.trials +4\n")
                .containsPattern("\n  cpu +2 cores\n")
                .contains("\n    2:05 - trials: 5 of 12 done")
                .contains("AIPerf result");
    }

    @Test
    void drawsABarInOneLineOfATerminal() {
        StringWriter out = new StringWriter();
        ByteArrayOutputStream terminal = new ByteArrayOutputStream();
        Progress progress = new BarProgress(new PrintWriter(out), new PrintStream(terminal, true, UTF_8), Glyphs.ASCII);

        progress.started(RunHeader.of(RunSummaryTest.FINISHED.latestAttempt(), SETTINGS));
        progress.update(SNAPSHOT);
        progress.finished(SUMMARY, Optional.empty());

        assertThat(terminal.toString(UTF_8)).contains("\r[##########..........]  50 %  0:0");
        assertThat(out.toString())
                .contains("AIPerf run small")
                .contains("AIPerf result")
                .doesNotContain("##");
    }
}

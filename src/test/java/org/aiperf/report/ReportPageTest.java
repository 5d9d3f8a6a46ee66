// SPDX-License-Identifier: Apache-2.0
package org.aiperf.report;

import static org.aiperf.history.Records.START;
import static org.aiperf.history.Records.epoch;
import static org.aiperf.history.Records.history;
import static org.aiperf.history.Records.settings;
import static org.aiperf.history.Records.started;
import static org.aiperf.history.Records.trial;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.aiperf.browser.Chromium;
import org.aiperf.config.Settings;
import org.aiperf.device.MachineUse;
import org.aiperf.history.EnergyMeasured;
import org.aiperf.history.ExecutorDescribed;
import org.aiperf.history.History;
import org.aiperf.history.HistoryRecord;
import org.aiperf.history.SampleHistory;
import org.aiperf.history.TrialEnded;
import org.aiperf.history.UseMeasured;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The report in a real browser. */
class ReportPageTest {

    private static final Settings SETTINGS = settings("score.first-mark=10 s", "score.mark-interval=10 s");

    private static final Duration SCRIPTS = Duration.ofSeconds(8);

    private static final String EVIL =
            "</script><script>document.title='broken'</script><img src=x onerror=\"document.title='broken'\">'&amp;${7*7}";

    @Test
    void everyChartIsDrawnAndTheConsoleIsSilent(@TempDir Path directory) throws Exception {
        Chromium browser = Chromium.find(directory);
        History history = new History();
        SampleHistory.records("sample").forEach(history::apply);
        Path page = written(directory, history);

        for (int width : new int[] {1280, 500}) {
            Chromium.Loaded shown = browser.load(page.toUri(), width, SCRIPTS);

            assertThat(shown.console()).isEmpty();
            assertThat(charts(shown.dom()))
                    .containsExactly(
                            "score",
                            "regulated",
                            "error",
                            "spread",
                            "timeline",
                            "occupancy",
                            "use",
                            "power",
                            "lineage",
                            "curves",
                            "gains",
                            "parallel",
                            "layers");
            assertThat(drawn(shown.dom())).isEqualTo(charts(shown.dom()));
            assertThat(shown.dom())
                    .contains(
                            "On average executors used 75.0 % of the time of their processors and held 2.0 GiB of memory")
                    .contains(
                            "GPUs worked for 65.0 % of the time; 40.0 % of their memory was taken, and one of them took 250 W.");
            assertThat(shown.dom()).contains("Importance is shown from 24 trials on.");
            assertThat(shown.dom())
                    .as("the table of trials that the script has made")
                    .contains(">12 of 12 trials</output>", "aria-sort=\"none\"")
                    .containsPattern("<tr class=\"failed\"><td class=\"\"><button[^>]*>t0005</button>");
            assertThat(found("class=\"chart\" id=\"(\\w+)\"[^>]* role=\"img\" aria-label=\"[^\"]+\\.\"", shown.dom()))
                    .as("charts with a sentence")
                    .isEqualTo(charts(shown.dom()));
        }
    }

    @Test
    void aShortRunIsPrintedOnFourPages(@TempDir Path directory) throws Exception {
        Chromium browser = Chromium.find(directory);
        List<HistoryRecord> records = new ArrayList<>(SampleHistory.records("sample"));
        Map<String, String> fields = new TreeMap<>();
        for (int i = 0; i < 20; i++) {
            fields.put("host_field_" + i, "what stands in a row of the table of a node, in two lines at most, " + i);
        }
        records.add(1, new ExecutorDescribed(START.toEpochMilli(), "driver", "node", fields, "cpu: RAPL"));

        assertThat(browser.pages(written(directory, history(records.toArray(new HistoryRecord[0])))
                        .toUri()))
                .isBetween(2, 4);
    }

    @Test
    void importanceIsDrawnOnceThereAreEnoughTrials(@TempDir Path directory) throws Exception {
        Chromium browser = Chromium.find(directory);
        Path page = written(directory, ImportanceTest.run(24, (rate, dropout) -> rate));

        Chromium.Loaded shown = browser.load(page.toUri(), 1280, SCRIPTS);

        assertThat(shown.console()).isEmpty();
        assertThat(drawn(shown.dom())).contains("importance");
    }

    @Test
    void namesOfAllKindsAreText(@TempDir Path directory) throws Exception {
        Chromium browser = Chromium.find(directory);
        HistoryRecord[] records = {
            started(0, EVIL, 1, SETTINGS),
            new ExecutorDescribed(0, "driver", EVIL, Map.of(EVIL, EVIL), EVIL),
            new UseMeasured(8000, "driver", EVIL, 8000, new MachineUse(0.5, 1, 0.5, null)),
            new UseMeasured(8000, "driver", "node", 8000, new MachineUse(0.75, 1, 0.5, null)),
            new EnergyMeasured(9000, "driver", EVIL, 9000, Map.of(EVIL, 10.0), EVIL),
            SampleHistory.named(trial(1, EVIL, 0, EVIL, null), null, EVIL),
            epoch(11, EVIL, 1, 0.5),
            SampleHistory.named(trial(12, EVIL + "2", 1, EVIL, 5L), EVIL, EVIL + "(1)"),
            epoch(23, EVIL + "2", 1, 0.8),
            new TrialEnded(START.toEpochMilli() + 24_000, EVIL + "2", TrialEnded.State.FAILED, EVIL, 0.8, null)
        };

        Chromium.Loaded shown =
                browser.load(written(directory, history(records)).toUri(), 1280, SCRIPTS);

        assertThat(shown.console()).isEmpty();
        assertThat(drawn(shown.dom())).isNotEmpty().isEqualTo(charts(shown.dom()));
        assertThat(shown.dom()).doesNotContain("<title>broken").contains("&lt;img src=x onerror=");
        // Only in attributes, where it means nothing, does a document keep the sign as it is.
        assertThat(shown.dom().replaceAll("(?s)<script.*?</script>", "").replaceAll("=\"[^\"]*\"", ""))
                .doesNotContain("<img");
        assertThat(Pattern.compile("<script")
                        .matcher(shown.dom().replace(ChartLibrary.script(), ""))
                        .results())
                .hasSize(3);
    }

    private static Path written(Path directory, History history) throws IOException {
        return Files.write(
                directory.resolve("report.html"),
                HtmlReport.render(history, SETTINGS, Instant.ofEpochMilli(history.lastTime())));
    }

    private static List<String> charts(String document) {
        return found("<div class=\"chart\" id=\"(\\w+)\"", document);
    }

    /** Charts that say that they are finished and hold more than axes. */
    private static List<String> drawn(String document) {
        return found("<div class=\"chart\" id=\"(\\w+)\"[^>]*data-drawn=\"true\"[^>]*>(?:(?!</svg>).)*<path", document);
    }

    private static List<String> found(String pattern, String document) {
        return Pattern.compile(pattern, Pattern.DOTALL)
                .matcher(document)
                .results()
                .map((MatchResult match) -> match.group(1))
                .toList();
    }
}

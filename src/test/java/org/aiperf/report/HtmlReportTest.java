// SPDX-License-Identifier: Apache-2.0
package org.aiperf.report;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.aiperf.history.Records.START;
import static org.aiperf.history.Records.ended;
import static org.aiperf.history.Records.epoch;
import static org.aiperf.history.Records.history;
import static org.aiperf.history.Records.settings;
import static org.aiperf.history.Records.started;
import static org.aiperf.history.Records.trial;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.aiperf.config.Settings;
import org.aiperf.history.History;
import org.aiperf.history.TrialEnded.State;
import org.junit.jupiter.api.Test;

class HtmlReportTest {

    private static final Settings SETTINGS =
            settings("run.trials=4", "score.first-mark=10 s", "score.mark-interval=10 s");

    @Test
    void showsResultVerdictChartsAndTrials() throws IOException {
        String page = page(RunSummaryTest.FINISHED);

        assertThat(text(page))
                .contains("AIPerf run small")
                .contains("426.8 Mops")
                .contains("625.0 Mops")
                .contains(
                        "NOT VALID The run lasted 41 s from its first set-up to its end; a valid run lasts at least 1 h.")
                .contains("75.00 % trial t0, epoch 2")
                .contains("t1 - failed 0/4 0:12")
                .contains("The loss was not a number.")
                .contains("aiperf.run.trials 4")
                .contains("cpu 2 cores");
        JsonNode data = data(page);
        assertThat(data.get("time").asText()).isEqualTo("s");
        assertThat(data.get("rate").asText()).isEqualTo("Mops");
        JsonNode course = data.at("/definitions/0/points");
        assertThat(course)
                .as("a short run has a line, not a dot for each of its marks")
                .hasSizeBetween(100, 240);
        assertThat(last(course).toString()).startsWith("[41.001,426.829,591.711");
        assertThat(last(data.at("/definitions/1/points")).get(0).asDouble())
                .as("by reference nothing is drawn behind the last epoch")
                .isLessThan(41);
        assertThat(last(data.at("/definitions/1/points")).get(1).asDouble()).isEqualTo(625);
        assertThat(data.at("/curves/0/trial").asText()).isEqualTo("t0");
        assertThat(data.at("/curves/0/points").toString()).isEqualTo("[[1,50],[2,75]]");
        assertThat(data.get("curves")).hasSize(3);
    }

    private static JsonNode last(JsonNode list) {
        return list.get(list.size() - 1);
    }

    @Test
    void needsNoNetwork() {
        String page = page(RunSummaryTest.FINISHED);

        assertThat(page).contains("default-src 'none'").contains("echarts").hasSizeLessThan(1_200_000);
        assertThat(page).doesNotContainPattern("(src|href)\\s*=\\s*[\"'][^\"'#]");
    }

    @Test
    void showsMarkupInTheHistoryAsText() throws IOException {
        String evil = "</script><script>alert(1)</script><!--<img src=x onerror=alert(2)>\"'&amp;";
        History history = history(
                started(0, evil, 1, SETTINGS),
                trial(1, evil, 0, evil, null),
                epoch(11, evil, 1, 0.5),
                ended(12, evil, State.FAILED, evil));

        String page = page(history);

        assertThat(page.replace(ChartLibrary.script(), ""))
                .doesNotContain("alert(1)</script>")
                .doesNotContain("<img")
                .doesNotContain("<!--");
        assertThat(data(page).at("/curves/0/trial").asText()).isEqualTo(evil);
        assertThat(Pattern.compile("</script").matcher(page).results()).hasSize(3);
    }

    @Test
    void showsARunThatHasJustBegun() {
        History begun = history(started(0, "begun", 1, SETTINGS));

        assertThat(text(page(begun)))
                .contains("No epoch has finished, so there is no score to draw.")
                .contains("No trial has begun.")
                .contains("Go on with submit/aiperf run --resume begun");
        assertThat(page(begun)).doesNotContain("echarts").hasSizeLessThan(40_000);
    }

    private static String page(History history) {
        return new String(HtmlReport.render(history, SETTINGS, START.plusSeconds(60)), UTF_8);
    }

    /** What a reader sees, roughly. */
    private static String text(String page) {
        return page.replaceAll("(?s)<(script|style)\\b.*?</\\1>", "")
                .replaceAll("<[^>]*>", " ")
                .replaceAll("\\s+", " ");
    }

    private static JsonNode data(String page) throws IOException {
        Matcher element = Pattern.compile("(?s)<script type=\"application/json\" id=\"data\">(.*?)</script>")
                .matcher(page);
        assertThat(element.find()).isTrue();
        return new ObjectMapper().readTree(element.group(1));
    }
}

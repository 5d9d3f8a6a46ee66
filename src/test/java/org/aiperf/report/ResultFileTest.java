// SPDX-License-Identifier: Apache-2.0
package org.aiperf.report;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.aiperf.history.Records.START;
import static org.aiperf.history.Records.history;
import static org.aiperf.history.Records.settings;
import static org.aiperf.history.Records.started;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import org.aiperf.config.Settings;
import org.aiperf.history.History;
import org.aiperf.history.HistoryRecord;
import org.aiperf.history.SampleHistory;
import org.aiperf.unit.Rate;
import org.junit.jupiter.api.Test;

class ResultFileTest {

    private static final Settings SETTINGS = settings("run.trials=4");
    private static final String HEAD = "0123456789abcdef".repeat(4);

    @Test
    void saysWhatTheSummarySays() throws IOException {
        History history = RunSummaryTest.FINISHED;
        RunSummary summary = RunSummary.of(history, SETTINGS);

        JsonNode result = read(history, SETTINGS, START.plusSeconds(42));

        assertThat(result.at("/format").intValue()).isEqualTo(ResultFile.FORMAT);
        assertThat(result.at("/run").textValue()).isEqualTo("small");
        assertThat(result.at("/subject").textValue())
                .isEqualTo(summary.subject().toString());
        assertThat(result.at("/verdict/valid").booleanValue()).isFalse();
        assertThat(result.at("/verdict/reasons"))
                .extracting(JsonNode::textValue)
                .isEqualTo(summary.verdict().reasons());
        assertThat(result.at("/headline").textValue()).isEqualTo("fixed");
        for (DefinitionScore score : new DefinitionScore[] {summary.headline(), summary.other()}) {
            JsonNode node = result.at("/scores/" + score.definition());
            assertThat(node.get("operationsPerSecond").doubleValue())
                    .isEqualTo(score.point().orElseThrow().score().perSecond());
            assertThat(node.get("regulated").doubleValue())
                    .isEqualTo(score.point().orElseThrow().regulated().perSecond());
            assertThat(node.get("operations").doubleValue()
                            / node.get("seconds").doubleValue())
                    .isEqualTo(node.get("operationsPerSecond").doubleValue());
        }
        assertThat(result.at("/accuracy/best").doubleValue()).isEqualTo(0.75);
        assertThat(result.at("/accuracy/trial").textValue()).isEqualTo("t0");
        assertThat(result.at("/accuracy/secondsToNeeded").doubleValue()).isEqualTo(20);
        assertThat(result.at("/trials/finished").intValue()).isEqualTo(2);
        assertThat(result.at("/trials/epochs").intValue()).isEqualTo(5);
        assertThat(result.at("/time/seconds").doubleValue()).isEqualTo(41);
        assertThat(result.at("/time/state").textValue()).isEqualTo("complete");
        assertThat(result.at("/slots/use").doubleValue())
                .isEqualTo(summary.time().use());
        assertThat(result.at("/digests/history").textValue()).isEqualTo(HEAD);
    }

    /** What programs compare is what people read. */
    @Test
    void agreesWithThePage() throws IOException {
        History history = history(SampleHistory.records("sample").toArray(HistoryRecord[]::new));
        Instant end = Instant.ofEpochMilli(history.lastTime());

        JsonNode result = read(history, SETTINGS, end);
        String page = new String(HtmlReport.render(history, SETTINGS, end), UTF_8);

        String score = new Rate(result.at("/scores/fixed/operationsPerSecond").doubleValue()).toString();
        assertThat(page).contains(score.substring(0, score.indexOf(' ')) + "<small>");
        assertThat(page).contains(Wording.percent(result.at("/accuracy/best").doubleValue()));
        assertThat(result.at("/verdict/reasons")).isNotEmpty().allSatisfy(reason -> assertThat(page)
                .contains("<li>" + reason.textValue() + "</li>"));
    }

    @Test
    void hasTheSameFieldsBeforeAnEpochEnds() throws IOException {
        JsonNode begun = read(history(started(0, "begun", 1, SETTINGS)), SETTINGS, START);
        JsonNode finished = read(RunSummaryTest.FINISHED, SETTINGS, START.plusSeconds(42));

        assertThat(begun.at("/scores/fixed/operationsPerSecond").isNull()).isTrue();
        assertThat(begun.at("/slots/use").isNull()).isTrue();
        for (String part : new String[] {"", "/scores/v1", "/accuracy", "/trials", "/time", "/slots", "/digests"}) {
            assertThat(begun.at(part).fieldNames()).toIterable().containsExactlyElementsOf(() -> finished.at(part)
                    .fieldNames());
        }
    }

    @Test
    void theReadmeNamesEveryField() throws IOException {
        String readme = Files.readString(Path.of("README.md"));
        JsonNode result = read(history(SampleHistory.records("sample").toArray(HistoryRecord[]::new)), SETTINGS, START);

        result.properties().forEach(field -> {
            assertThat(readme).contains("| `" + field.getKey() + "` |");
            if (field.getValue().isObject() && !field.getKey().equals("scores")) {
                field.getValue().fieldNames().forEachRemaining(name -> assertThat(readme)
                        .contains("`" + name + "`"));
            }
        });
    }

    private static JsonNode read(History history, Settings settings, Instant now) throws IOException {
        return new ObjectMapper().readTree(ResultFile.bytes(ResultFile.of(history, settings, now, HEAD)));
    }
}

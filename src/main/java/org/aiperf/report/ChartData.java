// SPDX-License-Identifier: Apache-2.0
package org.aiperf.report;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.aiperf.config.Settings;
import org.aiperf.history.History;

/**
 * The numbers behind a page's charts, as JSON that may stand inside a script element. Long series are thinned, so that the
 * page's size and the time to draw it have a bound whatever the run's length.
 */
final class ChartData {

    private static final ObjectMapper JSON = new ObjectMapper();

    /** No chart shows more. */
    private static final MathContext DIGITS = new MathContext(6, RoundingMode.HALF_EVEN);

    private ChartData() {}

    /** One object without anything that could end the element it stands in. */
    static String json(
            History history, Settings settings, RunSummary summary, Timeline timeline, Timeline drawn, Instant now) {
        ObjectNode root = JSON.createObjectNode();
        ScoreCharts.write(root, history, settings, summary, now);
        TimeCharts.write(root, history, timeline, drawn);
        UseView.write(root, history, timeline);
        SearchCharts.write(root, history);
        FactorCharts.write(root, history);
        LayerCharts.write(root, history, summary);
        TrialCharts.write(root, history, settings, now);
        return safe(root.toString());
    }

    /** Adds a number with as many digits as a chart can show. */
    static ArrayNode add(ArrayNode array, double number) {
        return Double.isFinite(number) ? array.add(new BigDecimal(number).round(DIGITS)) : array.addNull();
    }

    /** At most some number of a list's elements, evenly picked; the last one is among them. */
    static <T> List<T> thinned(List<T> all, int most) {
        int step = Math.max((all.size() + most - 1) / most, 1);
        return IntStream.range(0, all.size())
                .filter(i -> (all.size() - 1 - i) % step == 0)
                .mapToObj(all::get)
                .toList();
    }

    /** In JSON, these characters occur in strings only, where an escape means the same. */
    private static String safe(String json) {
        return json.replace("<", "\\u003c")
                .replace(">", "\\u003e")
                .replace("&", "\\u0026")
                .replace("\u2028", "\\u2028")
                .replace("\u2029", "\\u2029");
    }
}

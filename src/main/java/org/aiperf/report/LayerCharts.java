// SPDX-License-Identifier: Apache-2.0
package org.aiperf.report;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.aiperf.history.History;
import org.aiperf.operations.LayerKind;

/** The operations of a run by kind of layer, in percent of all, for both definitions. */
final class LayerCharts {

    private LayerCharts() {}

    static void write(ObjectNode root, History history, RunSummary summary) {
        List<LayerWork> works = List.of(
                LayerWork.of(history, summary.headline().definition()),
                LayerWork.of(history, summary.other().definition()));
        ObjectNode node = root.putObject("layers");
        ArrayNode kinds = node.putArray("kinds");
        List<LayerKind> shown = LayerWork.shown(works);
        shown.forEach(kind -> kinds.add(kind.label()));
        ArrayNode definitions = node.putArray("definitions");
        for (LayerWork work : works) {
            ObjectNode definition =
                    definitions.addObject().put("name", work.definition().label());
            ArrayNode forward = definition.putArray("forward");
            ArrayNode backward = definition.putArray("backward");
            for (LayerKind kind : shown) {
                ChartData.add(forward, 100 * work.forwardShare(kind));
                ChartData.add(backward, 100 * work.backwardShare(kind));
            }
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.aiperf.report;

import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;
import org.aiperf.history.History;
import org.aiperf.operations.LayerKind;

/** The two definitions of operations beside each other, in total and by kind of layer. */
final class OperationsView {

    private OperationsView() {}

    static Map<String, Object> of(History history, RunSummary summary) {
        List<DefinitionScore> definitions = List.of(summary.headline(), summary.other());
        List<LayerWork> works = definitions.stream()
                .map(definition -> LayerWork.of(history, definition.definition()))
                .toList();
        List<Map<String, Object>> rows = List.of(
                row("Score", definitions, score -> score.point()
                        .map(point -> point.score().toString())
                        .orElse("–")),
                row("Standard deviation", definitions, score -> score.spread()
                        .map(spread -> spread.deviation().toString())
                        .orElse("–")),
                row("Regulated score", definitions, score -> score.point()
                        .map(point -> point.regulated().toString())
                        .orElse("–")),
                row("Operations", definitions, score -> score.point()
                        .map(point -> point.total().toString())
                        .orElse("–")),
                row("Trials that it cannot count", definitions, score -> Wording.count(score.uncounted())));
        return Map.of(
                "definitions",
                definitions.stream()
                        .map(definition ->
                                Map.of("name", definition.definition().label()))
                        .toList(),
                "definitionRows",
                rows,
                "layerRows",
                LayerWork.shown(works).stream()
                        .map(kind -> layerRow(kind, works))
                        .toList());
    }

    private static Map<String, Object> row(
            String name, List<DefinitionScore> definitions, Function<DefinitionScore, String> cell) {
        return Map.of("name", name, "cells", definitions.stream().map(cell).toList());
    }

    private static Map<String, Object> layerRow(LayerKind kind, List<LayerWork> works) {
        List<String> cells = works.stream()
                .flatMap(work -> Stream.of(work.forwardShare(kind), work.backwardShare(kind)))
                .map(Wording::share)
                .toList();
        return Map.of("name", kind.label(), "cells", cells);
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.aiperf.report;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.aiperf.history.History;
import org.aiperf.history.TrialHistory;
import org.aiperf.network.Network;
import org.aiperf.unit.Definition;
import org.aiperf.unit.Operations;
import org.jspecify.annotations.Nullable;

/** The best network with the coordinates of its drawing, in pixels. */
final class NetworkView {

    private static final int ROW = 32;
    private static final int LANE = 9;
    private static final int MARGIN = 12;

    /** More rows scroll. */
    private static final int MOST_ROWS = 40;

    private NetworkView() {}

    /** Nothing before the first epoch ends. */
    static @Nullable Map<String, Object> of(History history) {
        return history.best().map(NetworkView::of).orElse(null);
    }

    private static Map<String, Object> of(TrialHistory trial) {
        Network network = trial.start().unpacked();
        NetworkDrawing drawing =
                NetworkDrawing.of(network, trial.start().hyperparameters().batchSize());
        int spine = MARGIN + LANE * drawing.lanes();
        Map<String, Object> view = new HashMap<>();
        view.put("rows", drawing.rows().stream().map(NetworkView::row).toList());
        view.put(
                "links",
                drawing.links().stream()
                        .map(link -> Map.of("kind", link.lane() == 0 ? "spine" : "skip", "path", path(link, spine)))
                        .toList());
        view.put("spine", spine);
        view.put("gutter", spine + MARGIN + 4);
        view.put("height", ROW * drawing.rows().size());
        view.put("long", drawing.rows().size() > MOST_ROWS);
        view.put("words", words(trial, network));
        return view;
    }

    private static Map<String, String> row(NetworkDrawing.Row row) {
        return Map.of(
                "kind", row.kind(),
                "name", row.name(),
                "follows", row.follows(),
                "shape", row.shape(),
                "parameters", row.parameters(),
                "operations", row.operations(),
                "width", String.format(Locale.ROOT, "%.2f", row.width()));
    }

    /** Straight down, or to the left, down its lane and back. */
    private static String path(NetworkDrawing.Link link, int spine) {
        int from = link.from() * ROW + ROW / 2;
        int to = link.to() * ROW + ROW / 2;
        if (link.lane() == 0) {
            return "M%d %dV%d".formatted(spine, from, to);
        }
        int lane = spine - LANE * link.lane();
        int bend = LANE - 2;
        return "M%d %dH%dQ%d %d %d %dV%dQ%d %d %d %dH%d"
                .formatted(
                        spine,
                        from,
                        lane + bend,
                        lane,
                        from,
                        lane,
                        from + bend,
                        to - bend,
                        lane,
                        to,
                        lane + bend,
                        to,
                        spine);
    }

    private static String words(TrialHistory trial, Network network) {
        String operations = Arrays.stream(Definition.values())
                .filter(trial.start().operations()::containsKey)
                .map(definition -> "%s %s"
                        .formatted(
                                new Operations(Objects.requireNonNull(
                                                trial.start().operations().get(definition))
                                        .trainPerImage()),
                                definition.label()))
                .collect(Collectors.joining(", "));
        return "Trial %s: %s, %s, %s in, %s out, %s to train one image."
                .formatted(
                        Wording.line(trial.start().trial()),
                        Wording.count(network.layers().size(), "layer"),
                        Wording.count(network.parameters(), "parameter"),
                        network.inputShape().toString().replace('x', '×'),
                        network.outputShape(),
                        operations.isEmpty() ? "uncounted operations" : operations);
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.aiperf.report;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.aiperf.config.Settings;
import org.aiperf.dataset.Sha256;
import org.aiperf.history.History;
import org.aiperf.history.Phase;
import org.aiperf.history.RecordedData;
import org.jspecify.annotations.Nullable;

/**
 * The result of a run for programs: what its page says, as one JSON object. README, "For programs", lists the fields. Within
 * a format fields are added and never change or go; what is unknown is null. Rates are operations per second, times seconds,
 * shares from 0 to 1.
 */
public final class ResultFile {

    /** Its name beside the page. */
    public static final String NAME = "result.json";

    /** Version of the format. */
    public static final int FORMAT = 1;

    private static final ObjectMapper JSON = new ObjectMapper();

    private ResultFile() {}

    /**
     * The result as of a moment.
     *
     * @param head of the history's hash chain: it fixes all that the result was computed from
     */
    public static ObjectNode of(History history, Settings settings, Instant now, String head) {
        RunSummary summary = RunSummary.of(history, settings, now);
        ObjectNode root = JSON.createObjectNode();
        root.put("format", FORMAT).put("run", summary.run());
        root.put("subject", summary.subject().toString());
        ObjectNode verdict =
                root.putObject("verdict").put("valid", summary.verdict().valid());
        strings(verdict, "reasons", summary.verdict().reasons());
        ObjectNode division =
                root.putObject("division").put("name", summary.division().name());
        division.put("closed", summary.division().closed())
                .put("nearest", summary.division().nearest());
        strings(division, "deviations", summary.division().deviations());
        root.put("headline", summary.headline().definition().toString());
        ObjectNode scores = root.putObject("scores");
        for (DefinitionScore score : List.of(summary.headline(), summary.other())) {
            score(scores.putObject(score.definition().toString()), score);
        }
        accuracy(root.putObject("accuracy"), summary, settings);
        trials(root.putObject("trials"), history, summary);
        time(root.putObject("time"), summary, settings);
        slots(root.putObject("slots"), summary);
        system(root.putObject("system"), history, summary);
        data(root.putObject("data"), history.latestAttempt().data());
        digests(root.putObject("digests"), history.latestAttempt().data(), settings, head);
        return root;
    }

    /** The bytes of the file: the same object as UTF-8, with a line end. */
    public static byte[] bytes(ObjectNode result) {
        return (result.toPrettyString() + "\n").getBytes(StandardCharsets.UTF_8);
    }

    private static void score(ObjectNode node, DefinitionScore score) {
        node.put(
                "operationsPerSecond",
                score.point().map(point -> point.score().perSecond()).orElse(null));
        node.put(
                "deviation",
                score.spread().map(spread -> spread.deviation().perSecond()).orElse(null));
        node.put(
                "regulated",
                score.point().map(point -> point.regulated().perSecond()).orElse(null));
        node.put("operations", score.point().map(point -> point.total().count()).orElse(null));
        node.put("seconds", score.point().map(point -> seconds(point.elapsed())).orElse(null));
        node.put("uncountedTrials", score.uncounted());
    }

    private static void accuracy(ObjectNode node, RunSummary summary, Settings settings) {
        node.put("best", summary.best().map(RunSummary.BestEpoch::accuracy).orElse(null));
        node.put("trial", summary.best().map(RunSummary.BestEpoch::trial).orElse(null));
        node.put("epoch", summary.best().map(RunSummary.BestEpoch::epoch).orElse(null));
        node.put("needed", settings.score().validity().accuracy());
        node.put(
                "secondsToNeeded",
                summary.goal().time().map(ResultFile::seconds).orElse(null));
    }

    private static void trials(ObjectNode node, History history, RunSummary summary) {
        TrialCounts trials = summary.trials();
        node.put("limit", summary.trialLimit()).put("finished", trials.finished());
        node.put("failed", trials.failed()).put("cut", trials.cut()).put("running", trials.running());
        node.put(
                "epochs",
                history.trials().stream()
                        .mapToInt(trial -> trial.epochs().size())
                        .sum());
    }

    private static void time(ObjectNode node, RunSummary summary, Settings settings) {
        node.put("started", summary.start().toString()).put("seconds", seconds(summary.active()));
        node.put("limit", seconds(settings.run().duration())).put("attempts", summary.attempts());
        node.put("state", word(summary.ending().state()))
                .put("reason", Wording.line(summary.ending().reason()));
    }

    private static void slots(ObjectNode node, RunSummary summary) {
        node.put("count", summary.slots())
                .put(
                        "use",
                        summary.slots() == 0 ? null : (Double) summary.time().use());
        ObjectNode shares = node.putObject("shares");
        for (Phase phase : Phase.values()) {
            shares.put(word(phase), summary.time().share(phase));
        }
    }

    private static void system(ObjectNode node, History history, RunSummary summary) {
        Hardware hardware = Hardware.of(history);
        node.put("aiperf", history.latestAttempt().system().get("aiperf"));
        strings(node, "backends", summary.backends());
        node.put("precision", word(summary.verdict().precision()));
        node.put("nodes", hardware.nodes()).put("accelerators", hardware.accelerators());
        node.put("model", hardware.model().isEmpty() ? null : hardware.model());
        node.put("peak", hardware.peak().map(peak -> peak.rate().perSecond()).orElse(null));
        node.put(
                "watts",
                Power.of(history).filter(Power::complete).map(Power::total).orElse(null));
    }

    private static void data(ObjectNode node, @Nullable RecordedData data) {
        if (data != null) {
            node.put("name", data.name()).put("height", data.height()).put("width", data.width());
            node.put("channels", data.channels()).put("classes", data.classes());
            node.put("trainImages", data.trainImages()).put("validationImages", data.validationImages());
        }
    }

    private static void digests(ObjectNode node, @Nullable RecordedData data, Settings settings, String head) {
        node.put("history", head).put("data", data == null ? null : data.digest());
        node.put("settings", Sha256.of(settings.render().getBytes(StandardCharsets.UTF_8)));
    }

    private static void strings(ObjectNode node, String name, List<String> values) {
        values.forEach(node.putArray(name)::add);
    }

    private static String word(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }

    private static double seconds(Duration time) {
        return time.toMillis() / 1e3;
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.aiperf.live;

import io.pebbletemplates.pebble.PebbleEngine;
import io.pebbletemplates.pebble.loader.ClasspathLoader;
import io.pebbletemplates.pebble.template.PebbleTemplate;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.aiperf.live.LiveView.EndedTrial;
import org.aiperf.live.LiveView.Moment;
import org.aiperf.live.LiveView.RunningTrial;
import org.aiperf.live.LiveView.UseMoment;
import org.aiperf.report.Wording;
import org.aiperf.unit.Rate;

/**
 * A run as a part of a web page that keeps itself up to date: it fetches the page that it is in and takes the newer part.
 * Whatever the run is called or its trials are is text, never markup. Thread-safe.
 */
public final class LivePage {

    /** Rows of the table: more would hide each other. */
    private static final int ROWS = 200;

    private final PebbleTemplate template;

    public LivePage() {
        this.template = new PebbleEngine.Builder()
                .loader(new ClasspathLoader(LivePage.class.getClassLoader()))
                .strictVariables(true)
                .build()
                .getTemplate("org/aiperf/live/live.peb");
    }

    /**
     * The part of a page.
     *
     * @param view the run; empty before it has begun
     * @param json address of the same as JSON
     */
    public String render(Optional<LiveView> view, String json) {
        Map<String, Object> model = new LinkedHashMap<>();
        model.put("json", json);
        model.put("begun", view.isPresent());
        view.ifPresent(run -> fill(model, run));
        StringWriter page = new StringWriter();
        try {
            template.evaluate(page, model, Locale.ROOT);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot fill the live view's template", e);
        }
        return page.toString();
    }

    private static void fill(Map<String, Object> model, LiveView view) {
        boolean scored = !view.course().isEmpty();
        model.put("run", view.run());
        model.put("ended", view.ended());
        model.put("percent", percent(view.fraction()));
        model.put("scored", scored);
        Map<String, String> facts = new LinkedHashMap<>();
        facts.put("Score, of finished epochs", scored ? new Rate(view.score()).toString() : "–");
        facts.put("Regulated score", scored ? new Rate(view.regulatedScore()).toString() : "–");
        facts.put("Rate, with unfinished epochs", new Rate(view.rate()).toString());
        facts.put("Error", view.bestTrial().isEmpty() ? "–" : percent(view.error()) + ", trial " + view.bestTrial());
        facts.put(
                "Trials",
                "%,d of %,d done, %,d failed"
                        .formatted(
                                view.trialsFinished() + view.trialsFailed(), view.trialsLimit(), view.trialsFailed()));
        facts.put("Slots busy", "%,d of %,d".formatted(view.slotsBusy(), view.slots()));
        facts.put("Time", clock(view.elapsedSeconds()));
        Double left = view.secondsLeft();
        facts.put("Time left", view.ended() ? "ended" : left == null ? "–" : clock(left));
        model.put("used", !view.use().isEmpty());
        if (!view.use().isEmpty()) {
            use(model, facts, view.use());
        }
        model.put("facts", facts);
        if (scored) {
            model.put("scoreLine", Line.of(view.course(), Moment::score));
            model.put("errorLine", Line.of(view.course(), Moment::error));
            model.put("greatestScore", new Rate(greatest(view, true)).toString());
            model.put("greatestError", percent(greatest(view, false)));
            model.put("end", clock(view.course().get(view.course().size() - 1).seconds()));
        }
        List<RunningTrial> shown =
                view.running().subList(0, Math.min(ROWS, view.running().size()));
        model.put("trials", shown.stream().map(LivePage::row).toList());
        model.put("best", view.best().stream().map(LivePage::row).toList());
        model.put("failures", view.failures().stream().map(LivePage::row).toList());
        model.put("hidden", view.running().size() - shown.size());
    }

    /** The latest figures, and lines of the processors and, where there are any, the GPUs. */
    private static void use(Map<String, Object> model, Map<String, String> facts, List<UseMoment> use) {
        UseMoment latest = use.get(use.size() - 1);
        facts.put("CPU of the executors", percent(latest.cpu()));
        facts.put(
                "Memory of an executor", String.format(Locale.ROOT, "%.1f GiB", latest.memory() / (double) (1L << 30)));
        Double gpu = latest.gpu();
        Double memory = latest.gpuMemory();
        Double watts = latest.gpuWatts();
        if (gpu != null && memory != null) {
            facts.put("GPUs, memory of GPUs", percent(gpu) + ", " + percent(memory));
        }
        if (watts != null) {
            facts.put("Power of a GPU", String.format(Locale.ROOT, "%.0f W", watts));
        }
        model.put("cpuLine", Line.of(use, UseMoment::seconds, UseMoment::cpu));
        model.put("gpuLine", gpu == null ? "" : Line.of(use, UseMoment::seconds, LivePage::gpu));
        model.put("useEnd", clock(latest.seconds()));
    }

    private static double gpu(UseMoment moment) {
        Double share = moment.gpu();
        return share == null ? 0 : share;
    }

    private static double greatest(LiveView view, boolean score) {
        return view.course().stream()
                .mapToDouble(moment -> score ? moment.score() : moment.error())
                .max()
                .orElse(0);
    }

    private static Map<String, Object> row(RunningTrial trial) {
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("trial", trial.trial());
        row.put("slot", trial.slot());
        row.put("parent", trial.parent() == null ? "–" : trial.parent());
        row.put("network", "%,d layers, %,d parameters".formatted(trial.layers(), trial.parameters()));
        row.put("time", clock(trial.seconds()));
        row.put("epochs", "%d of %d".formatted(trial.accuracies().size(), trial.epochs()));
        row.put(
                "accuracy",
                trial.accuracies().stream()
                        .max(Double::compare)
                        .map(LivePage::percent)
                        .orElse("–"));
        row.put("curve", Line.curve(trial.accuracies(), trial.epochs()));
        return row;
    }

    private static Map<String, Object> row(EndedTrial trial) {
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("trial", trial.trial());
        row.put("slot", trial.slot());
        row.put("parent", trial.parent() == null ? "–" : trial.parent());
        row.put("network", "%,d layers, %,d parameters".formatted(trial.layers(), trial.parameters()));
        row.put("epochs", Integer.toString(trial.epochs()));
        row.put("accuracy", trial.accuracy() == null ? "–" : percent(trial.accuracy()));
        row.put("reason", trial.reason());
        return row;
    }

    private static String percent(double share) {
        return String.format(Locale.ROOT, "%.2f %%", 100 * share);
    }

    private static String clock(double seconds) {
        return Wording.clock(Duration.ofSeconds((long) seconds));
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.aiperf.report;

import java.io.PrintStream;
import java.io.PrintWriter;
import java.util.Optional;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import org.jspecify.annotations.Nullable;

/** Progress as a bar that stays in one line of a terminal, between the plain header and the boxed result. */
public final class BarProgress implements Progress {

    /** Steps of the bar: it shows a share, by trials or by time. */
    private static final int STEPS = 1000;

    private final Progress plain;
    private final PrintStream terminal;
    private final Glyphs glyphs;
    private @Nullable ProgressBar bar;

    /**
     * @param out takes header and result
     * @param terminal takes the bar
     */
    public BarProgress(PrintWriter out, PrintStream terminal, Glyphs glyphs) {
        this.plain = new ConsoleProgress(out, glyphs);
        this.terminal = terminal;
        this.glyphs = glyphs;
    }

    @Override
    public void started(RunHeader header) {
        plain.started(header);
        bar = new ProgressBarBuilder()
                .setTaskName("")
                .setInitialMax(STEPS)
                .setConsumer(new ConsoleProgressBarConsumer(terminal))
                .setRenderer(new BarRenderer(glyphs))
                .build();
    }

    @Override
    public void update(ProgressSnapshot snapshot) {
        if (bar != null) {
            bar.stepTo(Math.round(STEPS * snapshot.fraction()));
            bar.setExtraMessage(ProgressLine.figures(snapshot));
        }
    }

    @Override
    public void finished(RunSummary summary, Optional<String> report) {
        if (bar != null) {
            bar.close();
        }
        plain.finished(summary, report);
    }
}

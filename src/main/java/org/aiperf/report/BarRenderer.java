// SPDX-License-Identifier: Apache-2.0
package org.aiperf.report;

import me.tongfei.progressbar.ProgressBarRenderer;
import me.tongfei.progressbar.ProgressState;

/** A bar of fixed width, its percentage, the elapsed time and the figures, cut to the terminal's width. */
final class BarRenderer implements ProgressBarRenderer {

    private static final int CELLS = 20;

    private final Glyphs glyphs;

    BarRenderer(Glyphs glyphs) {
        this.glyphs = glyphs;
    }

    @Override
    public String render(ProgressState state, int width) {
        int full = (int) (CELLS * state.getNormalizedProgress());
        String bar = glyphs == Glyphs.UNICODE
                ? "█".repeat(full) + "░".repeat(CELLS - full)
                : "[" + "#".repeat(full) + ".".repeat(CELLS - full) + "]";
        String line = "%s %3d %%  %s  %s"
                .formatted(
                        bar,
                        (int) (100 * state.getNormalizedProgress()),
                        Wording.clock(state.getTotalElapsed()),
                        glyphs.show(state.getExtraMessage()));
        return line.length() <= width ? line : line.substring(0, Math.max(width, 0));
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.aiperf.report;

import java.io.PrintWriter;
import java.util.Optional;

/** Progress as plain lines, for a file or a terminal that cannot do more. */
public final class ConsoleProgress implements Progress {

    private final PrintWriter out;
    private final Glyphs glyphs;

    public ConsoleProgress(PrintWriter out, Glyphs glyphs) {
        this.out = out;
        this.glyphs = glyphs;
    }

    @Override
    public void started(RunHeader header) {
        print(glyphs.show(header.text()));
    }

    @Override
    public void update(ProgressSnapshot snapshot) {
        print(glyphs.show(ProgressLine.text(snapshot)) + "\n");
    }

    @Override
    public void finished(RunSummary summary, Optional<String> report) {
        print("\n" + BoxedResult.text(summary, report, glyphs));
    }

    private void print(String text) {
        out.print(text);
        out.flush();
    }
}

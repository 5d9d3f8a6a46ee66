// SPDX-License-Identifier: Apache-2.0
package org.aiperf.cli;

import java.io.PrintWriter;
import java.nio.charset.Charset;
import java.util.Objects;
import org.aiperf.report.BarProgress;
import org.aiperf.report.ConsoleProgress;
import org.aiperf.report.Glyphs;
import org.aiperf.report.Progress;

/** What the command was started on. */
final class Terminal {

    private Terminal() {}

    /** Whether somebody sits there and it can move its cursor. */
    @SuppressWarnings("SystemConsoleNull") // Holds on JDK 17, which the build and the launcher insist on.
    static boolean isInteractive() {
        return System.console() != null && !Objects.equals(System.getenv("TERM"), "dumb");
    }

    /** The progress that it can show: a bar if somebody sits there, lines if the output goes to a file. */
    static Progress progress(PrintWriter out) {
        return isInteractive() ? new BarProgress(out, System.out, glyphs()) : new ConsoleProgress(out, glyphs());
    }

    /** The characters that it can show, by the charset that the environment names. */
    static Glyphs glyphs() {
        String name = System.getProperty("sun.stdout.encoding", System.getProperty("native.encoding"));
        return Glyphs.of(name == null ? Charset.defaultCharset() : Charset.forName(name));
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.aiperf.cli;

import java.io.PrintWriter;
import java.io.StringWriter;

/** A command that runs in the process of a test. */
public final class InProcess {

    private InProcess() {}

    /** What its user sees. */
    public record Outcome(int code, String out, String err) {}

    public static Outcome run(String... arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int code = Main.execute(new PrintWriter(out, true), new PrintWriter(err, true), arguments);
        return new Outcome(code, out.toString(), err.toString());
    }
}

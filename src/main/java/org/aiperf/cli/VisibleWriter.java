// SPDX-License-Identifier: Apache-2.0
package org.aiperf.cli;

import java.io.IOException;
import java.io.Writer;
import org.aiperf.foreign.VisibleText;

/** A terminal that shows text and takes no orders: whatever a command prints, only its lines and columns act. */
final class VisibleWriter extends Writer {

    private final Writer out;

    VisibleWriter(Writer out) {
        this.out = out;
    }

    @Override
    public void write(char[] buffer, int offset, int length) throws IOException {
        out.write(VisibleText.ofLines(new String(buffer, offset, length)));
    }

    @Override
    public void write(String text, int offset, int length) throws IOException {
        out.write(VisibleText.ofLines(text.substring(offset, offset + length)));
    }

    @Override
    public void flush() throws IOException {
        out.flush();
    }

    @Override
    public void close() throws IOException {
        out.close();
    }
}

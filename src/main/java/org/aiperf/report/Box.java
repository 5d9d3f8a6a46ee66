// SPDX-License-Identifier: Apache-2.0
package org.aiperf.report;

import java.util.ArrayList;
import java.util.List;

/** Lines of text in a frame of 80 columns. Built top down, then drawn once; not thread-safe. */
final class Box {

    private static final int WIDTH = 76;
    private static final int LABEL = 17;

    private final Glyphs glyphs;
    private final StringBuilder text = new StringBuilder();

    Box(Glyphs glyphs) {
        this.glyphs = glyphs;
        border('╭', '╮');
    }

    /** A line with one text at its left and one at its right end, or two lines where they do not fit. */
    Box heading(String left, String right) {
        int space = WIDTH - length(glyphs.show(left)) - length(glyphs.show(right));
        return space > 0
                ? wrapped(left + " ".repeat(space), right, 0)
                : wrapped("", left, 0).wrapped("", right, 0);
    }

    /** A labelled value; a long one goes on in further lines below itself. */
    Box row(String label, String value) {
        return wrapped(label + " ".repeat(Math.max(LABEL - label.length(), 1)), value, LABEL);
    }

    /** A paragraph whose further lines are indented like the text behind its bullet. */
    Box paragraph(String bullet, String words) {
        return wrapped(bullet, words, bullet.length());
    }

    Box line() {
        return border('├', '┤');
    }

    /** The finished box. */
    String draw() {
        border('╰', '╯');
        return text.toString();
    }

    private Box wrapped(String first, String value, int indent) {
        String begin = glyphs.show(first);
        for (String line : wrap(glyphs.show(value), WIDTH - begin.length())) {
            String content = begin + line;
            text.append(glyphs.show("│")).append(' ').append(content);
            text.append(" ".repeat(Math.max(WIDTH - length(content), 0)));
            text.append(' ').append(glyphs.show("│")).append('\n');
            begin = " ".repeat(indent);
        }
        return this;
    }

    private Box border(char left, char right) {
        text.append(glyphs.show(left + "─".repeat(WIDTH + 2) + right)).append('\n');
        return this;
    }

    /** Breaks at spaces, but not before a unit's sign, and within a word only if it alone is too long. */
    private static List<String> wrap(String value, int width) {
        List<String> lines = new ArrayList<>();
        String rest = value;
        while (length(rest) > width) {
            int end = rest.offsetByCodePoints(0, width);
            int space = rest.lastIndexOf(' ', end);
            while (space > 0 && rest.startsWith("%", space + 1)) {
                space = rest.lastIndexOf(' ', space - 1);
            }
            lines.add(rest.substring(0, space > 0 ? space : end));
            rest = rest.substring(space > 0 ? space : end).stripLeading();
        }
        lines.add(rest);
        return lines;
    }

    private static int length(String value) {
        return value.codePointCount(0, value.length());
    }
}

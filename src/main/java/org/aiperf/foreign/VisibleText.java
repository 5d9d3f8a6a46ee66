// SPDX-License-Identifier: Apache-2.0
package org.aiperf.foreign;

/**
 * Text that only says what it shows: control characters, line ends, marks that turn the direction of writing and other
 * characters without a shape become escapes, as Java and JSON write them. A terminal then takes no orders from a file.
 */
public final class VisibleText {

    /** They join letters of Persian, Hindi and others, and change nothing else. */
    private static final int NON_JOINER = 0x200c;

    private static final int JOINER = 0x200d;

    private static final int LONGEST_SENTENCE = 1_000;

    private VisibleText() {}

    /** The text in one line; the same object where every character shows. */
    public static String of(String text) {
        return escaped(text, false);
    }

    /** The same for text of our own making that has lines and columns. */
    public static String ofLines(String text) {
        return escaped(text, true);
    }

    /** The same for a sentence: in one line, and no longer than somebody reads. */
    public static String sentence(String text) {
        String begin = text.length() <= LONGEST_SENTENCE ? text : text.substring(0, LONGEST_SENTENCE);
        return of(begin) + (begin.length() == text.length() ? "" : "... (%,d characters)".formatted(text.length()));
    }

    /** Whether every character shows, so that {@link #of} gives the text back. */
    public static boolean isVisible(String text) {
        return firstHidden(text, false) < 0;
    }

    private static String escaped(String text, boolean lines) {
        int hidden = firstHidden(text, lines);
        return hidden < 0 ? text : escapedFrom(text, hidden, lines);
    }

    private static int firstHidden(String text, boolean lines) {
        for (int i = 0; i < text.length(); ) {
            int character = text.codePointAt(i);
            if (!shows(character, lines)) {
                return i;
            }
            i += Character.charCount(character);
        }
        return -1;
    }

    private static String escapedFrom(String text, int begin, boolean lines) {
        StringBuilder visible = new StringBuilder(text.length() + 16).append(text, 0, begin);
        text.substring(begin).codePoints().forEach(character -> {
            if (shows(character, lines)) {
                visible.appendCodePoint(character);
            } else if (character == '\n') {
                visible.append("\\n");
            } else {
                for (char unit : Character.toChars(character)) {
                    visible.append("\\u%04x".formatted((int) unit));
                }
            }
        });
        return visible.toString();
    }

    private static boolean shows(int character, boolean lines) {
        if (character >= ' ' && character < 0x7f) {
            return true;
        } else if (character == '\n' || character == '\t') {
            return lines;
        }
        return switch (Character.getType(character)) {
            case Character.CONTROL,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.SURROGATE,
                    Character.UNASSIGNED,
                    Character.PRIVATE_USE -> false;
            case Character.FORMAT -> character == NON_JOINER || character == JOINER;
            default -> true;
        };
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.aiperf.report;

import java.nio.charset.Charset;
import java.nio.charset.CharsetEncoder;
import java.util.Map;

/** What a terminal can show: all that a report uses, or plain ASCII. */
public enum Glyphs {
    UNICODE,
    ASCII;

    private static final String FRAME = "╭╮╰╯├┤─│";
    private static final String PLAIN_FRAME = "++++++-|";
    private static final Map<String, String> PLAIN = Map.of("±", "+/-", "·", "-", "–", "-", "•", "*", "…", "...");

    /** What a charset can hold. */
    public static Glyphs of(Charset charset) {
        if (!charset.canEncode()) {
            return ASCII;
        }
        CharsetEncoder encoder = charset.newEncoder();
        return encoder.canEncode(FRAME) && PLAIN.keySet().stream().allMatch(encoder::canEncode) ? UNICODE : ASCII;
    }

    /** The text as it can be shown. */
    String show(String text) {
        if (this == UNICODE) {
            return text;
        }
        String plain = text;
        for (Map.Entry<String, String> each : PLAIN.entrySet()) {
            plain = plain.replace(each.getKey(), each.getValue());
        }
        StringBuilder result = new StringBuilder(plain.length());
        plain.codePoints().forEach(point -> {
            int frame = FRAME.indexOf(point);
            result.appendCodePoint(frame >= 0 ? PLAIN_FRAME.charAt(frame) : point < 128 ? point : '?');
        });
        return result.toString();
    }
}

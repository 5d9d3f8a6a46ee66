// SPDX-License-Identifier: Apache-2.0
package org.aiperf.score;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.util.StringJoiner;

/** Quantities in the words of a verdict. Both round down: a run that just misses a bound must not seem to reach it. */
final class Wording {

    private Wording() {}

    static String percent(double share) {
        BigDecimal percent = BigDecimal.valueOf(share).movePointRight(2).setScale(2, RoundingMode.DOWN);
        String digits = percent.toPlainString();
        return (digits.endsWith(".00") ? digits.substring(0, digits.length() - 3) : digits) + " %";
    }

    static String duration(Duration duration) {
        if (duration.compareTo(Duration.ofSeconds(1)) < 0) {
            return duration.toMillis() + " ms";
        }
        StringJoiner words = new StringJoiner(" ");
        append(words, duration.toHours(), "h");
        append(words, duration.toMinutesPart(), "min");
        append(words, duration.toSecondsPart(), "s");
        return words.toString();
    }

    private static void append(StringJoiner words, long count, String unit) {
        if (count > 0) {
            words.add(count + " " + unit);
        }
    }
}

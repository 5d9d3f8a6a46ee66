// SPDX-License-Identifier: Apache-2.0
package org.aiperf.report;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/** Quantities and foreign text in the words of a report. */
public final class Wording {

    private static final DateTimeFormatter UTC = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss 'UTC'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);

    private Wording() {}

    /** A share as percent, rounded down: an accuracy that just misses a bound must not seem to reach it. */
    static String percent(double share) {
        return floor(share).toPlainString() + " %";
    }

    /** A part of a whole as percent, rounded. */
    static String share(double share) {
        return String.format(Locale.ROOT, "%.1f %%", 100 * share);
    }

    /** Parts of one whole as percent; as printed they make 100 %, where they are all of it. */
    static List<String> shares(List<Double> parts) {
        long[] tenths = parts.stream()
                .mapToLong(part -> (long) Math.floor(1000 * part + 1e-9))
                .toArray();
        List<Integer> byRest = IntStream.range(0, parts.size())
                .boxed()
                .sorted(Comparator.comparingDouble((Integer i) -> tenths[i] - 1000 * parts.get(i)))
                .toList();
        double sum = parts.stream().mapToDouble(Double::doubleValue).sum();
        long missing = Math.round(1000 * sum) - Arrays.stream(tenths).sum();
        byRest.stream().limit(missing).forEach(i -> tenths[i]++);
        return Arrays.stream(tenths).mapToObj(each -> share(each / 1000.0)).toList();
    }

    /** The error that goes with an accuracy; the two as printed make 100 %. */
    static String error(double accuracy) {
        return BigDecimal.valueOf(100).subtract(floor(accuracy)).toPlainString() + " %";
    }

    private static BigDecimal floor(double share) {
        return BigDecimal.valueOf(share).movePointRight(2).setScale(2, RoundingMode.DOWN);
    }

    /** A duration in the two units that say most. */
    static String duration(Duration duration) {
        if (duration.compareTo(Duration.ofSeconds(1)) < 0) {
            return duration.toMillis() + " ms";
        }
        if (duration.compareTo(Duration.ofSeconds(10)) < 0) {
            return String.format(Locale.ROOT, "%.1f s", duration.toMillis() / 1000.0);
        }
        if (duration.compareTo(Duration.ofMinutes(1)) < 0) {
            return duration.toSeconds() + " s";
        }
        return duration.compareTo(Duration.ofHours(1)) < 0
                ? "%d min %02d s".formatted(duration.toMinutes(), duration.toSecondsPart())
                : "%d h %02d min".formatted(duration.toHours(), duration.toMinutesPart());
    }

    /** A duration as on a stop watch. */
    public static String clock(Duration duration) {
        return duration.toHours() > 0
                ? "%d:%02d:%02d".formatted(duration.toHours(), duration.toMinutesPart(), duration.toSecondsPart())
                : "%d:%02d".formatted(duration.toMinutes(), duration.toSecondsPart());
    }

    static String instant(Instant time) {
        return UTC.format(time);
    }

    static String count(long number) {
        return String.format(Locale.ROOT, "%,d", number);
    }

    /** How many there are of something whose plural ends in s. */
    static String count(long number, String noun) {
        return count(number) + " " + noun + (number == 1 ? "" : "s");
    }

    /** Text from elsewhere as one line that cannot steer a terminal. */
    static String line(String text) {
        return text.replaceAll("[\\p{Cntrl}\\p{Cf}\\s]+", " ").strip();
    }
}

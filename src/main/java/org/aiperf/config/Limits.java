// SPDX-License-Identifier: Apache-2.0
package org.aiperf.config;

import java.math.BigDecimal;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The numbers that {@link Within} and {@link OneOf} allow, and how to say so. */
record Limits(double min, double max, double above, double below, List<Integer> choices) {
    static final Limits NONE = new Limits(
            Double.NEGATIVE_INFINITY,
            Double.POSITIVE_INFINITY,
            Double.NEGATIVE_INFINITY,
            Double.POSITIVE_INFINITY,
            List.of());

    static Limits of(@Nullable Within within, @Nullable OneOf choices) {
        List<Integer> chosen = choices == null
                ? List.of()
                : Arrays.stream(choices.value()).boxed().toList();
        return within == null
                ? new Limits(NONE.min, NONE.max, NONE.above, NONE.below, chosen)
                : new Limits(within.min(), within.max(), within.above(), within.below(), chosen);
    }

    boolean admit(double number) {
        return Double.isFinite(number)
                && number >= min
                && number <= max
                && (above == Double.NEGATIVE_INFINITY || number > above)
                && (below == Double.POSITIVE_INFINITY || number < below)
                && (choices.isEmpty() || choices.stream().anyMatch(choice -> choice == number));
    }

    /** The limits as the end of "expected a number…", each number followed by its unit; empty where all are allowed. */
    String words(String unit) {
        if (!choices.isEmpty()) {
            return ", one of " + choices.stream().map(String::valueOf).collect(Collectors.joining(", "));
        }
        if (Double.isFinite(min) && Double.isFinite(max)) {
            return " from " + plain(min) + unit + " to " + plain(max) + unit;
        }
        String low = Double.isFinite(min)
                ? " of at least " + plain(min) + unit
                : Double.isFinite(above) ? " above " + plain(above) + unit : "";
        String high = Double.isFinite(max)
                ? " of at most " + plain(max) + unit
                : Double.isFinite(below) ? " below " + plain(below) + unit : "";
        return low.isEmpty() || high.isEmpty() ? low + high : low + " and" + high;
    }

    private static String plain(double number) {
        return BigDecimal.valueOf(number).stripTrailingZeros().toPlainString();
    }
}

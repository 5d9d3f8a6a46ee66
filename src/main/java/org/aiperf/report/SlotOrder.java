// SPDX-License-Identifier: Apache-2.0
package org.aiperf.report;

import java.util.Comparator;

/** Puts names such as {@code 9/1} before {@code 10/0}: digits count as numbers. */
final class SlotOrder {

    static final Comparator<String> NATURAL =
            Comparator.comparing(SlotOrder::key).thenComparing(Comparator.naturalOrder());

    private static final int DIGITS = 12;

    private SlotOrder() {}

    /** Numbers padded to equal length. */
    private static String key(String name) {
        StringBuilder key = new StringBuilder();
        StringBuilder number = new StringBuilder();
        for (char each : (name + "/").toCharArray()) {
            if (each >= '0' && each <= '9') {
                number.append(each);
            } else {
                if (number.length() > 0) {
                    key.append("0".repeat(Math.max(DIGITS - number.length(), 0)))
                            .append(number);
                    number.setLength(0);
                }
                key.append(each);
            }
        }
        return key.toString();
    }
}

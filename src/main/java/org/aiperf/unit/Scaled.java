// SPDX-License-Identifier: Apache-2.0
package org.aiperf.unit;

import java.util.List;
import java.util.Locale;

/** Numbers with four significant digits and a decimal prefix. */
final class Scaled {

    private static final List<String> PREFIXES = List.of("", "k", "M", "G", "T", "P", "E", "Z");

    private Scaled() {}

    static String of(double value, String unit) {
        double scaled = value;
        int prefix = 0;
        while (scaled >= 999.95 && prefix < PREFIXES.size() - 1) {
            scaled /= 1000;
            prefix++;
        }
        int decimals = scaled >= 100 ? 1 : scaled >= 10 ? 2 : 3;
        return String.format(Locale.ROOT, "%." + decimals + "f %s%s", scaled, PREFIXES.get(prefix), unit);
    }
}

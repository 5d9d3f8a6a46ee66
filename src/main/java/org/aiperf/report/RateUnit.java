// SPDX-License-Identifier: Apache-2.0
package org.aiperf.report;

import org.aiperf.unit.Rate;

/**
 * Unit of a rate axis: that of its greatest value.
 *
 * @param divisor operations per second in one of it
 * @param label its sign
 */
record RateUnit(double divisor, String label) {

    static RateUnit of(Rate greatest) {
        String label = greatest.toString().replaceAll("^[^ ]* ", "");
        double divisor = 1;
        for (double rest = greatest.perSecond(); rest >= 999.95 && divisor < 1e21; rest /= 1000) {
            divisor *= 1000;
        }
        return new RateUnit(divisor, label);
    }

    double in(Rate rate) {
        return rate.perSecond() / divisor;
    }
}

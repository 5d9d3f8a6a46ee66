// SPDX-License-Identifier: Apache-2.0
package org.aiperf.report;

import java.util.Optional;
import org.aiperf.unit.Rate;

/** What a score is worth beside what the machine could do, and beside what it consumes. */
public final class Efficiency {

    private Efficiency() {}

    /** The headline's score as a share of the hardware's highest rate; nothing if that is not known. */
    public static Optional<Double> ofPeak(RunSummary summary, Hardware hardware) {
        return summary.headline().point().flatMap(point -> hardware.peak()
                .filter(peak -> peak.rate().perSecond() > 0)
                .map(peak -> point.score().perSecond() / peak.rate().perSecond()));
    }

    /** The headline's score for each watt; nothing if the power of a node is not known. */
    public static Optional<Rate> perWatt(RunSummary summary, Power power) {
        return power.complete() && power.total() > 0
                ? summary.headline().point().map(point -> new Rate(point.score().perSecond() / power.total()))
                : Optional.empty();
    }
}

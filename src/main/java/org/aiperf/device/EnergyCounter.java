// SPDX-License-Identifier: Apache-2.0
package org.aiperf.device;

import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;

/** Something of a machine that tells the energy it takes. Asked by one thread at a time. */
public interface EnergyCounter {

    /** Part of the machine, for example {@code cpu}. */
    String domain();

    /** How the energy is known, in a few words. */
    String quality();

    /**
     * The energy since the counter was first asked, in joules; nothing if it cannot be read any more. It has to be asked
     * every minute at least, because hardware counters run over.
     */
    OptionalDouble joules();

    /** Those that this machine offers to this process. */
    static List<EnergyCounter> ofMachine(InstantSource clock) {
        List<EnergyCounter> counters = new ArrayList<>(RaplCounter.below(RaplCounter.POWERCAP));
        NvmlSensors.open().ifPresent(sensors -> counters.addAll(GpuEnergy.of(sensors, clock)));
        return List.copyOf(counters);
    }
}

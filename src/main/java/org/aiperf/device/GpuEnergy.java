// SPDX-License-Identifier: Apache-2.0
package org.aiperf.device;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * The energy of a GPU: of its own counter, or of its power whenever it is asked, where it has none. Not thread-safe.
 */
final class GpuEnergy implements EnergyCounter {

    private final GpuSensors sensors;
    private final int gpu;
    private final InstantSource clock;
    private final OptionalLong start;
    private Instant before;
    private double sampled;

    private GpuEnergy(GpuSensors sensors, int gpu, InstantSource clock) {
        this.sensors = sensors;
        this.gpu = gpu;
        this.clock = clock;
        this.start = sensors.energy(gpu);
        this.before = clock.instant();
    }

    /** Those of all GPUs that tell their energy or their power. */
    static List<EnergyCounter> of(GpuSensors sensors, InstantSource clock) {
        List<EnergyCounter> counters = new ArrayList<>();
        for (int gpu = 0; gpu < sensors.count(); gpu++) {
            if (sensors.energy(gpu).isPresent() || sensors.power(gpu).isPresent()) {
                counters.add(new GpuEnergy(sensors, gpu, clock));
            }
        }
        return counters;
    }

    @Override
    public String domain() {
        return "gpu";
    }

    @Override
    public String quality() {
        return start.isPresent() ? "NVML energy counters" : "NVML power, sampled every second";
    }

    @Override
    public OptionalDouble joules() {
        if (start.isPresent()) {
            OptionalLong now = sensors.energy(gpu);
            return now.isPresent()
                    ? OptionalDouble.of((now.getAsLong() - start.getAsLong()) / 1e3)
                    : OptionalDouble.empty();
        }
        OptionalLong power = sensors.power(gpu);
        if (power.isEmpty()) {
            return OptionalDouble.empty();
        }
        Instant now = clock.instant();
        sampled += power.getAsLong() / 1e3 * Duration.between(before, now).toMillis() / 1e3;
        before = now;
        return OptionalDouble.of(sampled);
    }
}

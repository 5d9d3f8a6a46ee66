// SPDX-License-Identifier: Apache-2.0
package org.aiperf.device;

import java.util.OptionalDouble;
import java.util.OptionalLong;

/** What the GPUs of a machine tell about themselves. Thread-safe. */
interface GpuSensors {

    /** How many GPUs there are. */
    int count();

    /** Energy of a GPU since its driver was loaded, in millijoules; nothing if it has no such counter. */
    OptionalLong energy(int gpu);

    /** Power of a GPU now, in milliwatts; nothing if it cannot tell. */
    OptionalLong power(int gpu);

    /** Share of the last moments in which a kernel ran on a GPU, from 0 to 1; nothing if it cannot tell. */
    OptionalDouble use(int gpu);

    /** Share of a GPU's memory that is taken, from 0 to 1; nothing if it cannot tell. */
    OptionalDouble memory(int gpu);
}

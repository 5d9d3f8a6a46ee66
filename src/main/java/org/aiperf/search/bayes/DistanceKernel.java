// SPDX-License-Identifier: Apache-2.0
package org.aiperf.search.bayes;

import java.util.function.Supplier;

/** Aligns many pairs of chains on a device beside the CPU. Thread-safe. */
@FunctionalInterface
public interface DistanceKernel {

    /**
     * Begins to align all pairs of a batch.
     *
     * @return waits for the distances, to be asked once and by the same thread: that of query q and other i at
     *     {@code q * others + i}, in the batch's fixed point
     * @throws DeviceException if the device fails, here or there
     */
    Supplier<int[]> start(PairBatch batch);
}

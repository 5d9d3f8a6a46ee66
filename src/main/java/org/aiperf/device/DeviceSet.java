// SPDX-License-Identifier: Apache-2.0
package org.aiperf.device;

import java.util.List;
import java.util.stream.Collectors;

/**
 * What trains one network: GPUs by their indices on the machine, in the order in which they were assigned, or the CPU.
 *
 * @param gpus their indices from 0, each once; none means the CPU
 */
public record DeviceSet(List<Integer> gpus) {

    /** No GPU. */
    public static final DeviceSet CPU = new DeviceSet(List.of());

    public DeviceSet {
        gpus = List.copyOf(gpus);
        if (gpus.stream().distinct().count() != gpus.size() || gpus.stream().anyMatch(gpu -> gpu < 0)) {
            throw new IllegalArgumentException("No set of GPUs: " + gpus);
        }
    }

    /**
     * The GPUs at addresses that a discovery script has named.
     *
     * @throws IllegalArgumentException if one is no index, saying what to do
     */
    public static DeviceSet ofAddresses(List<String> addresses) {
        return new DeviceSet(addresses.stream().map(DeviceSet::index).toList());
    }

    private static Integer index(String address) {
        try {
            return Integer.valueOf(address);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(
                    "The address of a GPU is \"%s\", not its index; take submit/get-gpus.sh as the discovery script"
                            .formatted(address),
                    e);
        }
    }

    /** How many compute side by side, each on its part of a batch: the GPUs, or one CPU. */
    public int count() {
        return Math.max(1, gpus.size());
    }

    /** {@code cpu}, or {@code gpu} and the indices, for example {@code gpu 0, 1}. */
    @Override
    public String toString() {
        return gpus.isEmpty()
                ? "cpu"
                : gpus.stream().map(String::valueOf).collect(Collectors.joining(", ", "gpu ", ""));
    }
}

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
     * The GPUs at addresses that a discovery script has named: indices, or identifiers of GPUs or of instances of MIG that
     * stand in the variable that CUDA obeys.
     *
     * @param visible what the process has as {@code CUDA_VISIBLE_DEVICES}; empty if it has none
     * @throws IllegalArgumentException if one cannot be told, saying what to do
     */
    public static DeviceSet ofAddresses(List<String> addresses, String visible) {
        List<String> named = List.of(visible.split(",", -1));
        return new DeviceSet(addresses.stream()
                .map(address -> address.matches("\\d{1,4}") ? Integer.parseInt(address) : index(address, named))
                .toList());
    }

    private static int index(String address, List<String> visible) {
        int index = visible.indexOf(address);
        if (index < 0) {
            throw new IllegalArgumentException(
                    "The address of a GPU is \"%s\", which is no index and does not stand in CUDA_VISIBLE_DEVICES; take submit/get-gpus.sh as the discovery script"
                            .formatted(address));
        }
        return index;
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

// SPDX-License-Identifier: Apache-2.0
package org.aiperf.spark;

import java.io.Serializable;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.aiperf.device.DeviceSet;
import org.aiperf.foreign.Cause;
import org.aiperf.training.TrainingUnavailableException;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.resource.ResourceInformation;

/**
 * Finds the devices of a trial. On a cluster Spark assigns GPUs to each task. In {@code local[N]} it assigns none: there the
 * GPUs of the driver are shared out evenly, and slot k has the k-th share for as long as the process lives.
 *
 * <p>All trials of a run have the same number of GPUs. Where they differed, a free GPU would always go to a small trial, and
 * large ones would starve.
 *
 * @param local addresses of the GPUs of each slot of this process; empty on a cluster and without GPUs
 */
record TaskDevices(List<List<String>> local) implements Serializable {

    private static final long serialVersionUID = 1L;

    static TaskDevices of(JavaSparkContext context) {
        Map<String, ResourceInformation> own = context.resources();
        if (!context.isLocal() || !own.containsKey(GpuRequest.NAME)) {
            return new TaskDevices(List.of());
        }
        List<String> addresses = List.of(own.get(GpuRequest.NAME).addresses());
        int share = addresses.size() / context.defaultParallelism();
        return new TaskDevices(IntStream.range(0, context.defaultParallelism())
                .mapToObj(slot -> List.copyOf(addresses.subList(slot * share, (slot + 1) * share)))
                .toList());
    }

    /**
     * The devices of the task that calls.
     *
     * @param slot in which it runs
     * @throws TrainingUnavailableException if an address cannot be told
     */
    DeviceSet ofSlot(int slot) {
        try {
            return DeviceSet.ofAddresses(addresses(slot), System.getenv().getOrDefault("CUDA_VISIBLE_DEVICES", ""));
        } catch (IllegalArgumentException e) {
            throw new TrainingUnavailableException(Cause.of(e), e);
        }
    }

    /**
     * Those of all slots of this process; none on a cluster.
     *
     * @throws IllegalArgumentException if an address cannot be told
     */
    DeviceSet ofAllSlots() {
        return DeviceSet.ofAddresses(
                local.stream().flatMap(List::stream).toList(),
                System.getenv().getOrDefault("CUDA_VISIBLE_DEVICES", ""));
    }

    private List<String> addresses(int slot) {
        ResourceInformation assigned = TaskContext.get().resourcesJMap().get(GpuRequest.NAME);
        if (assigned != null) {
            return List.of(assigned.addresses());
        }
        return local.isEmpty() ? List.of() : local.get(slot);
    }
}

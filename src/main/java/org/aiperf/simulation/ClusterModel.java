// SPDX-License-Identifier: Apache-2.0
package org.aiperf.simulation;

import java.time.Duration;
import org.aiperf.config.Settings;

/**
 * A cluster that is to be simulated, and what runs on it.
 *
 * @param settings of the run; its duration and number of trials end it
 * @param slots trials at once
 * @param slotsPerNode slots of one node, which is one executor
 * @param coresPerNode threads of a node that search at once
 * @param times how long trials train
 * @param latency time of a message to the driver and of its answer together
 * @param handOut time that Spark's own scheduler takes for a task, one after the other
 * @param flush time that the history's file system takes to make a record safe
 * @param lossesPerDay executors that are lost, for each node and day
 * @param restart time until a lost one is replaced
 */
public record ClusterModel(
        Settings settings,
        int slots,
        int slotsPerNode,
        int coresPerNode,
        TrialTimes times,
        Duration latency,
        Duration handOut,
        Duration flush,
        double lossesPerDay,
        Duration restart) {

    /** The same with another number of slots. */
    public ClusterModel withSlots(int other) {
        return new ClusterModel(
                settings, other, slotsPerNode, coresPerNode, times, latency, handOut, flush, lossesPerDay, restart);
    }
}

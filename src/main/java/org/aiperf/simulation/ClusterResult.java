// SPDX-License-Identifier: Apache-2.0
package org.aiperf.simulation;

import java.time.Duration;
import java.util.Map;
import org.aiperf.report.SlotUse;
import org.aiperf.unit.Rate;

/**
 * How a simulated run went.
 *
 * @param slots trials at once
 * @param ending why it ended, in one sentence
 * @param trials that were begun
 * @param epochs that were finished
 * @param elapsed time from the first trial's set-up to the end of the last epoch
 * @param uses where the slots' time went, as shares of it
 * @param slotUse as the real benchmark of the scheduling measures it
 * @param driverBusy share of the time for which the driver was busy
 * @param longestWait longest time that a message has waited for others
 * @param driverCpu CPU time of the driver's own code, for each trial
 * @param messages a second, each with its answer
 * @param bytes a second to and from the driver, and chunks of the history to the nodes
 * @param heap bytes that the driver's state takes at the end
 * @param computed CPU time of this simulation
 */
public record ClusterResult(
        int slots,
        String ending,
        int trials,
        long epochs,
        Duration elapsed,
        Map<Use, Double> uses,
        SlotUse slotUse,
        double driverBusy,
        Duration longestWait,
        Duration driverCpu,
        double messages,
        double bytes,
        long heap,
        Duration computed) {

    /** What a slot's time goes into. */
    public enum Use {
        TRAINED("in finished epochs"),
        DRIVER("waiting for the driver and Spark"),
        SEARCH("waiting for a search"),
        DRAIN("in epochs that the end cut off"),
        LOST("lost with executors"),
        IDLE("without a task");

        private final String words;

        Use(String words) {
            this.words = words;
        }

        @Override
        public String toString() {
            return words;
        }
    }

    public ClusterResult {
        uses = Map.copyOf(uses);
    }

    /** Share of the slots' time that went into something. */
    public double share(Use use) {
        return uses.getOrDefault(use, 0.0);
    }

    /** Share of the slots' time that counts. */
    public double counted() {
        return share(Use.TRAINED);
    }

    /** The score, if each slot trains at some rate. */
    public Rate score(Rate ofASlot) {
        return new Rate(ofASlot.perSecond() * slots * counted());
    }

    /** The score of a slot as a share of the one of another number of slots. */
    public double efficiency(ClusterResult smallest) {
        return counted() / smallest.counted();
    }
}

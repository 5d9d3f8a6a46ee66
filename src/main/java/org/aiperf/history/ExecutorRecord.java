// SPDX-License-Identifier: Apache-2.0
package org.aiperf.history;

/** What an executor tells of the machine that it runs on. */
public sealed interface ExecutorRecord extends HistoryRecord permits ExecutorDescribed, EnergyMeasured, UseMeasured {

    /** Name of the executor in the cluster. */
    String executor();

    /** Name of its machine: several executors of one machine tell the same. */
    String host();

    /** The same with another time. */
    ExecutorRecord at(long otherTime);
}

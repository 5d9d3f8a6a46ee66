// SPDX-License-Identifier: Apache-2.0
package org.aiperf.history;

import org.aiperf.device.MachineUse;

/**
 * How an executor has used its machine since its last record of this kind. It says nothing about the score.
 *
 * @param time when it was read
 * @param executor that read it
 * @param host the machine
 * @param millis how long before that it began
 * @param use the mean over this time
 */
public record UseMeasured(long time, String executor, String host, long millis, MachineUse use)
        implements ExecutorRecord {

    public UseMeasured {
        if (millis < 0) {
            throw new IllegalArgumentException("Nothing is measured for %d ms".formatted(millis));
        }
    }

    @Override
    public UseMeasured at(long otherTime) {
        return new UseMeasured(otherTime, executor, host, millis, use);
    }
}

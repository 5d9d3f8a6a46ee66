// SPDX-License-Identifier: Apache-2.0
package org.aiperf.history;

import java.time.Instant;

/**
 * What fixes all records of a run up to a time: whoever has it can tell later that they had been written by then (method
 * section 8.3).
 *
 * @param time when the head was taken
 * @param head last value of the hash chain, 64 hexadecimal digits
 */
public record Receipt(Instant time, String head) {

    /** A line of the file that an organiser keeps. */
    @Override
    public String toString() {
        return time + "," + head;
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.aiperf.spark;

/**
 * What the driver and the trials told each other.
 *
 * @param messages questions of the trials, each with an answer
 * @param received characters that the driver received, nearly all of them one byte each
 * @param sent characters that it sent
 * @param longestAnswer characters of its longest answer
 */
public record DeskTraffic(long messages, long received, long sent, long longestAnswer) {

    /** Before anything was told. */
    static final DeskTraffic NONE = new DeskTraffic(0, 0, 0, 0);

    DeskTraffic plus(String question, String answer) {
        return new DeskTraffic(
                messages + 1,
                received + question.length(),
                sent + answer.length(),
                Math.max(longestAnswer, answer.length()));
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.aiperf.benchmark;

/**
 * Why a run ended.
 *
 * @param kind what it means for the run
 * @param reason one sentence
 */
public record Ending(Kind kind, String reason) {

    /** What the end of a driver means for its run. */
    public enum Kind {
        /** The number of trials or the duration was reached. */
        COMPLETE,
        /** Somebody stopped it; it can be resumed. */
        INTERRUPTED,
        /** Something that the user can mend kept trials from working; the run can be resumed afterwards. */
        ABORTED,
        /** The cluster or the file system failed. */
        BROKEN
    }
}

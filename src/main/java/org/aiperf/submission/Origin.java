// SPDX-License-Identifier: Apache-2.0
package org.aiperf.submission;

/**
 * Whose submission it is, in the submitter's own words: nothing in it can be checked.
 *
 * @param submitter who built or runs the system; empty if not told
 * @param site where it is installed; empty if not told
 * @param system what it is called; runs of one system at several sizes name the same; empty if not told
 */
public record Origin(String submitter, String site, String system) {

    /** Nothing is told. */
    public static final Origin UNKNOWN = new Origin("", "", "");
}

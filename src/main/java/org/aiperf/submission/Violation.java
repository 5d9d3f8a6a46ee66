// SPDX-License-Identifier: Apache-2.0
package org.aiperf.submission;

/**
 * Something that a submission says and that is not so.
 *
 * @param where the file, trial or field
 * @param what in one sentence
 */
public record Violation(String where, String what) {

    @Override
    public String toString() {
        return where + ": " + what;
    }
}

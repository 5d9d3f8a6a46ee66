// SPDX-License-Identifier: Apache-2.0
package org.aiperf.submission;

import org.aiperf.foreign.VisibleText;

/**
 * Something that a submission says and that is not so.
 *
 * @param where the file, trial or field
 * @param what in one sentence
 */
public record Violation(String where, String what) {

    public Violation {
        where = VisibleText.sentence(where);
        what = VisibleText.sentence(what);
    }

    @Override
    public String toString() {
        return where + ": " + what;
    }
}

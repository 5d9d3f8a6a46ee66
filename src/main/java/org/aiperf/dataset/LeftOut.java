// SPDX-License-Identifier: Apache-2.0
package org.aiperf.dataset;

import java.io.Serializable;

/**
 * Files of a source that a data set does not hold.
 *
 * @param reason why, to follow "files that": {@code are empty}
 * @param files how many they are
 * @param example one of them
 */
public record LeftOut(String reason, long files, String example) implements Serializable {

    private static final long serialVersionUID = 1L;

    /** All of it: {@code 16 files that are empty, such as a/b.jpg}. */
    public String text() {
        return "%,d files that %s, such as %s".formatted(files, reason, example);
    }

    public LeftOut {
        if (files < 1) {
            throw new IllegalArgumentException("files that are left out must be at least one, not " + files);
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.aiperf.dataset;

import java.io.IOException;

/** The index of a shard is missing, damaged, or of another format version. */
public final class UnusableIndexException extends IOException {

    private static final long serialVersionUID = 1L;

    UnusableIndexException(String message) {
        super(message);
    }

    UnusableIndexException(String message, IOException cause) {
        super(message, cause);
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.aiperf.history;

import java.io.IOException;

/** A directory holds no run. */
public final class NoSuchRunException extends IOException {

    private static final long serialVersionUID = 1L;

    public NoSuchRunException(String message) {
        super(message);
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.aiperf.dataset;

import java.io.IOException;

/** An image file that does not decode without a complaint. The message says what is wrong, as the end of a sentence. */
public final class CorruptImageException extends IOException {

    private static final long serialVersionUID = 1L;

    public CorruptImageException(String message) {
        super(message);
    }

    CorruptImageException(String message, Throwable cause) {
        super(message, cause);
    }
}

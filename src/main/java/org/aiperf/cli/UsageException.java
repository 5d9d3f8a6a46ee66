// SPDX-License-Identifier: Apache-2.0
package org.aiperf.cli;

import org.aiperf.foreign.Cause;

/** Input that a command cannot work with. The message is one sentence for the user: what, where, and what to do. */
final class UsageException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    UsageException(String message) {
        super(message);
    }

    /** What something else could not work with, in a sentence. */
    UsageException(Exception cause) {
        super(Cause.of(cause), cause);
    }

    UsageException(String message, Throwable cause) {
        super(message, cause);
    }
}

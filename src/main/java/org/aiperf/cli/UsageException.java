// SPDX-License-Identifier: Apache-2.0
package org.aiperf.cli;

/** Input that a command cannot work with. The message is one sentence for the user: what, where, and what to do. */
final class UsageException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    UsageException(String message) {
        super(message);
    }

    UsageException(String message, Throwable cause) {
        super(message, cause);
    }
}

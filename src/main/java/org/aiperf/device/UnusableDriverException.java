// SPDX-License-Identifier: Apache-2.0
package org.aiperf.device;

/** GPUs cannot be used. The message is one sentence that says why and what to do. */
public final class UnusableDriverException extends Exception {

    private static final long serialVersionUID = 1;

    UnusableDriverException(String message) {
        super(message);
    }
}

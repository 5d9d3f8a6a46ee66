// SPDX-License-Identifier: Apache-2.0
package org.aiperf.network;

/** A layer, a graph or a file that describes no network that could be built; the message says where and why. */
public final class InvalidNetworkException extends IllegalArgumentException {

    private static final long serialVersionUID = 1L;

    public InvalidNetworkException(String message) {
        super(message);
    }

    public InvalidNetworkException(String message, Throwable cause) {
        super(message, cause);
    }
}

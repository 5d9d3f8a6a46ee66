// SPDX-License-Identifier: Apache-2.0
package org.aiperf.operations;

/** A network for which an operation definition has no answer; the message names the layer and the reason. */
public final class UncountableNetworkException extends IllegalArgumentException {

    private static final long serialVersionUID = 1L;

    public UncountableNetworkException(String message) {
        super(message);
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.aiperf.training;

import org.jspecify.annotations.Nullable;

/**
 * This JVM cannot train any network: its library cannot be loaded, or its device is missing or out of order. Nothing is
 * wrong with the network, which another machine may train. The message says what to do where that is known.
 */
public class TrainingUnavailableException extends RuntimeException {

    private static final long serialVersionUID = 1;

    public TrainingUnavailableException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.aiperf.training;

import org.jspecify.annotations.Nullable;

/** A training that cannot go on for a reason that lies in the network or the hyperparameters: it costs its trial only. */
public class TrainingFailedException extends Exception {

    private static final long serialVersionUID = 1;

    private final Reason reason;

    public TrainingFailedException(Reason reason, String message) {
        this(reason, message, null);
    }

    public TrainingFailedException(Reason reason, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.reason = reason;
    }

    public Reason reason() {
        return reason;
    }

    /** Why a training failed. */
    public enum Reason {
        /** The library cannot build the network. */
        UNBUILDABLE,
        /** The loss is not a finite number. */
        DIVERGED,
        /** The network with its batch does not fit into memory. */
        OUT_OF_MEMORY
    }
}

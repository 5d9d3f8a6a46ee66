// SPDX-License-Identifier: Apache-2.0
package org.aiperf.training;

import org.aiperf.unit.Precision;
import org.jspecify.annotations.Nullable;

/**
 * This JVM cannot train any network: its library cannot be loaded, or its device is missing or out of order. Nothing is
 * wrong with the network, which another machine may train. The message says what to do where that is known.
 */
public class TrainingUnavailableException extends RuntimeException {

    private static final long serialVersionUID = 1;

    /** Refuses arithmetic that a trainer does not offer here: the executor is at fault, not the network. */
    public static void requirePrecision(Trainer trainer, Precision precision) {
        trainer.precisionProblem(precision).ifPresent(problem -> {
            throw new TrainingUnavailableException(problem, null);
        });
    }

    public TrainingUnavailableException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.aiperf.training;

import org.aiperf.network.MemoryLimit;
import org.aiperf.network.Network;
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

    /** Ends a training whose loss is no number any more. */
    public static void requireFinite(double loss) throws TrainingFailedException {
        if (!Double.isFinite(loss)) {
            throw new TrainingFailedException(
                    Reason.DIVERGED, "The loss is %s; a smaller learning rate may help".formatted(loss));
        }
    }

    /**
     * Refuses beforehand what cannot fit: the operating system grants more than it has, and then kills the process.
     *
     * @param limit the memory that there is
     * @param batchSize images of a step on one device
     */
    public static void requireMemory(MemoryLimit limit, Network network, int batchSize) throws TrainingFailedException {
        if (!limit.admits(network, batchSize, 0)) {
            throw new TrainingFailedException(
                    Reason.OUT_OF_MEMORY,
                    "A training step needs about %.1f GB, there are %.1f GB; take a smaller batch"
                            .formatted(limit.estimate().bytes(network, batchSize) / 1e9, limit.bytes() / 1e9));
        }
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

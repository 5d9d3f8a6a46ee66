// SPDX-License-Identifier: Apache-2.0
package org.aiperf.history;

/** What a slot does with its time. */
public enum Phase {
    /** Training steps. */
    TRAINING("Training"),
    /** Training that waits for images. */
    DATA("Waiting for images"),
    /** Validation. */
    EVALUATION("Validation"),
    /** In a trial, but in none of its epochs: set-up, the time between epochs, saving. */
    OVERHEAD("Set-up and saving"),
    /** Epochs that never ended, because their trial failed or was cut. */
    UNFINISHED("Unfinished epochs"),
    /** No trial, because the next network was not found yet. */
    SEARCH("Waiting for search"),
    /** No trial for another reason: scheduling, or the beginning and the end of the run. */
    IDLE("No trial");

    private final String label;

    Phase(String label) {
        this.label = label;
    }

    /** As a report calls it. */
    public String label() {
        return label;
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.aiperf.operations;

/** The kinds of work that are counted apart, in the order and with the names of the published tables. */
public enum LayerKind {
    CONV("conv", "convolution"),
    DENSE("dense", "dense"),
    BATCH_NORM("bn", "batch norm"),
    RELU("relu", "ReLU"),
    ADD("add", "addition"),
    CONCAT("concat", "concatenation"),
    MAX_POOL("maxpool", "max pooling"),
    GLOBAL_AVERAGE_POOL("gap", "average pooling"),
    SOFTMAX("softmax", "softmax");

    private final String key;
    private final String label;

    LayerKind(String key, String label) {
        this.key = key;
        this.label = label;
    }

    /** Its name for people. */
    public String label() {
        return label;
    }

    /** Its name in JSON. */
    public String key() {
        return key;
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.aiperf.operations;

/** The kinds of work that are counted apart, in the order and with the names of the published tables. */
public enum LayerKind {
    CONV("conv"),
    DENSE("dense"),
    BATCH_NORM("bn"),
    RELU("relu"),
    ADD("add"),
    CONCAT("concat"),
    MAX_POOL("maxpool"),
    GLOBAL_AVERAGE_POOL("gap"),
    SOFTMAX("softmax");

    private final String key;

    LayerKind(String key) {
        this.key = key;
    }

    /** Its name in JSON. */
    public String key() {
        return key;
    }
}

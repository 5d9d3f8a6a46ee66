// SPDX-License-Identifier: Apache-2.0
package org.aiperf.search;

import java.io.IOException;

/** Where the models of finished trials are found. Implementations are thread-safe. */
@FunctionalInterface
public interface Models {

    /**
     * The model of a trial that ended with an accuracy.
     *
     * @throws IOException if it cannot be read, with its path in the message
     */
    Model load(String trial) throws IOException;

    /**
     * The same without its weights, which may be much cheaper.
     *
     * @throws IOException if it cannot be read, with its path in the message
     */
    default Model structure(String trial) throws IOException {
        return load(trial).structure();
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.aiperf.history;

import java.io.Closeable;
import java.io.IOException;

/** Where the lines of one driver go. Called by one thread at a time. */
interface LogSink extends Closeable {

    /** How soon a line must outlive this process. */
    enum Safety {
        /** When the next line does. */
        WITH_THE_NEXT,
        /** From now on, if it costs no more than a file system takes for it. */
        FLUSHED,
        /** From now on, whatever that costs. */
        AT_ANY_COST
    }

    /**
     * Adds a line.
     *
     * @param line with its end
     * @param safety how soon it must outlive this process
     */
    void write(byte[] line, Safety safety) throws IOException;
}

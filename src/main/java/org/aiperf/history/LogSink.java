// SPDX-License-Identifier: Apache-2.0
package org.aiperf.history;

import java.io.Closeable;
import java.io.IOException;

/** Where the lines of one driver go. Called by one thread at a time. */
interface LogSink extends Closeable {

    /**
     * Adds a line.
     *
     * @param line with its end
     * @param important whether it must outlive this process from now on, whatever that costs
     */
    void write(byte[] line, boolean important) throws IOException;
}

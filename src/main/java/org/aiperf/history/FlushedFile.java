// SPDX-License-Identifier: Apache-2.0
package org.aiperf.history;

import java.io.IOException;
import org.apache.hadoop.fs.FSDataOutputStream;

/** One file, in which every line is in the file system when {@link #write} returns. */
record FlushedFile(FSDataOutputStream out) implements LogSink {

    @Override
    public void write(byte[] line, boolean important) throws IOException {
        out.write(line);
        out.hflush();
    }

    @Override
    public void close() throws IOException {
        out.close();
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.aiperf.history;

import java.io.IOException;
import org.apache.hadoop.fs.FSDataOutputStream;

/** One file, in which a line is in the file system when {@link #write} returns, unless it may wait for the next. */
record FlushedFile(FSDataOutputStream out) implements LogSink {

    @Override
    public void write(byte[] line, Safety safety) throws IOException {
        out.write(line);
        if (safety != Safety.WITH_THE_NEXT) {
            out.hflush();
        }
    }

    @Override
    public void close() throws IOException {
        out.close();
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.aiperf.history;

import java.io.IOException;
import java.io.InputStream;
import java.util.Iterator;
import java.util.List;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/** The bytes of one driver's files, one after the other. */
final class LogStream extends InputStream {

    private final FileSystem files;
    private final Iterator<Path> next;
    private InputStream now = InputStream.nullInputStream();

    LogStream(FileSystem files, List<Path> paths) {
        this.files = files;
        this.next = paths.iterator();
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : Byte.toUnsignedInt(one[0]);
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        int read = now.read(target, offset, length);
        while (read < 0 && next.hasNext()) {
            now.close();
            now = files.open(next.next());
            read = now.read(target, offset, length);
        }
        return read;
    }

    @Override
    public void close() throws IOException {
        now.close();
    }
}

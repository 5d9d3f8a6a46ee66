// SPDX-License-Identifier: Apache-2.0
package org.aiperf.dataset;

import javax.imageio.stream.ImageInputStreamImpl;

/** One image file in memory, as ImageIO reads it; made once and given file after file. Not thread-safe. */
final class ByteArrayImageStream extends ImageInputStreamImpl {

    private byte[] file = {};

    /** Starts at the first byte of another file. */
    void open(byte[] bytes) {
        file = bytes;
        streamPos = 0;
        flushedPos = 0;
        bitOffset = 0;
    }

    @Override
    public int read() {
        bitOffset = 0;
        return streamPos < file.length ? file[(int) streamPos++] & 0xff : -1;
    }

    @Override
    public int read(byte[] target, int offset, int length) {
        bitOffset = 0;
        if (streamPos >= file.length) {
            return -1;
        }
        int count = (int) Math.min(length, file.length - streamPos);
        System.arraycopy(file, (int) streamPos, target, offset, count);
        streamPos += count;
        return count;
    }

    @Override
    public long length() {
        return file.length;
    }
}

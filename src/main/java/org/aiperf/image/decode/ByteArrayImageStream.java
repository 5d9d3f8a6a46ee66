// SPDX-License-Identifier: Apache-2.0
package org.aiperf.image.decode;

import javax.imageio.stream.ImageInputStreamImpl;

/** One image file in memory, as ImageIO reads it; made once and given file after file. Not thread-safe. */
public final class ByteArrayImageStream extends ImageInputStreamImpl {

    private EncodedImage file = EncodedImage.of(new byte[0]);

    /** Starts at the first byte of another file. */
    public void open(EncodedImage image) {
        file = image;
        streamPos = 0;
        flushedPos = 0;
        bitOffset = 0;
    }

    @Override
    public int read() {
        bitOffset = 0;
        return streamPos < file.length() ? file.unsigned((int) streamPos++) : -1;
    }

    @Override
    public int read(byte[] target, int offset, int length) {
        bitOffset = 0;
        if (streamPos >= file.length()) {
            return -1;
        }
        int count = (int) Math.min(length, file.length() - streamPos);
        System.arraycopy(file.bytes(), file.offset() + (int) streamPos, target, offset, count);
        streamPos += count;
        return count;
    }

    @Override
    public long length() {
        return file.length();
    }
}

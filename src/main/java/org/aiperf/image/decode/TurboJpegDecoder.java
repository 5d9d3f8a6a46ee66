// SPDX-License-Identifier: Apache-2.0
package org.aiperf.image.decode;

import com.sun.jna.Memory;
import com.sun.jna.Pointer;
import java.awt.Rectangle;
import java.nio.ByteBuffer;

/**
 * JPEG by libjpeg-turbo. The library decodes whole frames only; rows below the window are saved by lowering the height in
 * its copy of the header.
 */
final class TurboJpegDecoder implements FormatDecoder {

    /** Chroma is interpolated from the row below as well. */
    private static final int ROWS_LOOKED_AT_BELOW = 2;

    private final int channels;
    private final Pointer handle;
    private final NativeBuffer source = new NativeBuffer();
    private final NativeBuffer frame = new NativeBuffer();
    private byte[] inks = {};

    TurboJpegDecoder(int channels) {
        this.channels = channels;
        this.handle = TurboJpegLibrary.tjInitDecompress();
    }

    @Override
    public ImageHeader header(EncodedImage file) throws DamagedImageException {
        return JpegHeader.parse(file).image();
    }

    @Override
    public void decode(EncodedImage file, Rectangle window, byte[] target, int offset, int stride)
            throws DamagedImageException {
        JpegHeader header = JpegHeader.parse(file);
        int samples = header.image().cmyk() ? 4 : channels;
        decodeRows(file, header, rows(header, window), samples);
        int pitch = header.size().width() * samples;
        ByteBuffer rows = frame.bytes();
        for (int y = 0; y < window.height; y++) {
            int from = (window.y + y) * pitch + window.x * samples;
            if (samples == channels) {
                rows.get(from, target, offset + y * stride, window.width * samples);
            } else {
                inks = inks.length < window.width * 4 ? new byte[window.width * 4] : inks;
                rows.get(from, inks, 0, window.width * 4);
                Cmyk.convert(inks, window.width, header.adobe(), target, offset + y * stride, channels);
            }
        }
    }

    @Override
    public void close() {
        TurboJpegLibrary.tjDestroy(handle);
        source.close();
        frame.close();
    }

    /** Rows that have to be decoded for a window. */
    private static int rows(JpegHeader header, Rectangle window) {
        int all = header.size().height();
        if (!header.oneScan()) {
            return all;
        }
        int mcu = header.mcuHeight();
        int needed = window.y + window.height + ROWS_LOOKED_AT_BELOW;
        return Math.min(all, (needed + mcu - 1) / mcu * mcu);
    }

    private void decodeRows(EncodedImage file, JpegHeader header, int rows, int samples) throws DamagedImageException {
        int width = header.size().width();
        Memory bytes = source.atLeast(file.length());
        source.bytes().put(0, file.bytes(), file.offset(), file.length());
        source.bytes().put(header.heightPosition(), (byte) (rows >> 8));
        source.bytes().put(header.heightPosition() + 1, (byte) rows);
        Memory pixels = frame.atLeast((long) rows * width * samples);
        int format = samples == 4 ? TurboJpegLibrary.CMYK : samples == 3 ? TurboJpegLibrary.RGB : TurboJpegLibrary.GREY;
        int result = TurboJpegLibrary.tjDecompress2(
                handle,
                bytes,
                file.length(),
                pixels,
                width,
                width * samples,
                rows,
                format,
                TurboJpegLibrary.LIMIT_SCANS);
        if (result != 0) {
            String problem = TurboJpegLibrary.tjGetErrorStr2(handle);
            if (rows == header.size().height() || !isRest(problem)) {
                throw new DamagedImageException("its image cannot be decoded: " + problem);
            }
        }
    }

    /** Whether the first that the library complains of is what follows the rows it was to decode. */
    private static boolean isRest(String problem) {
        return problem.startsWith("Corrupt JPEG data: ") && problem.endsWith(" extraneous bytes before marker 0xd9");
    }
}

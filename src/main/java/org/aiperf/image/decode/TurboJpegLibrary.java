// SPDX-License-Identifier: Apache-2.0
package org.aiperf.image.decode;

import com.sun.jna.Native;
import com.sun.jna.Pointer;

/** The functions of libturbojpeg that are used here. Source: its header {@code turbojpeg.h}, version 2. */
final class TurboJpegLibrary {

    /** The name that every release since 1.2 has. */
    static final String FILE = "libturbojpeg.so.0";

    static final int RGB = 0;
    static final int GREY = 6;
    static final int CMYK = 11;

    /** Refuses progressive files of more than 500 scans, which take seconds for a few bytes. */
    static final int LIMIT_SCANS = 32768;

    private TurboJpegLibrary() {}

    /**
     * Binds the functions; has to be called before any of them.
     *
     * @throws UnsatisfiedLinkError if the machine has no such library or an older one
     */
    static void load() {
        Native.register(TurboJpegLibrary.class, FILE);
    }

    static native Pointer tjInitDecompress();

    static native int tjDecompress2(
            Pointer handle,
            Pointer file,
            long length,
            Pointer target,
            int width,
            int pitch,
            int height,
            int pixelFormat,
            int flags);

    static native String tjGetErrorStr2(Pointer handle);

    static native int tjDestroy(Pointer handle);
}

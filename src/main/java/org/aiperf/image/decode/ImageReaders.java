// SPDX-License-Identifier: Apache-2.0
package org.aiperf.image.decode;

import java.util.Iterator;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;

/** The readers of ImageIO. */
final class ImageReaders {

    private ImageReaders() {}

    /** A reader of a format, the one that comes first among those installed. */
    static ImageReader first(String format) {
        Iterator<ImageReader> readers = ImageIO.getImageReadersByFormatName(format);
        if (!readers.hasNext()) {
            throw new IllegalStateException(
                    "This Java has no reader for " + format + "; use a JDK with the java.desktop module");
        }
        return readers.next();
    }
}

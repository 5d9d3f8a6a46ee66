// SPDX-License-Identifier: Apache-2.0
package org.aiperf.image.decode;

import java.util.List;
import org.aiperf.foreign.Cause;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Who decodes JPEG files. PNG is decoded by ImageIO always. */
public enum DecoderLibrary {
    /** The machine's libjpeg-turbo, the Debian package libturbojpeg0; the faster one. */
    LIBJPEG_TURBO("libjpeg-turbo") {
        @Override
        FormatDecoder jpeg(int channels) {
            return new TurboJpegDecoder(channels);
        }
    },
    /** ImageIO with the reader of TwelveMonkeys: wherever Java is. */
    IMAGEIO("ImageIO") {
        @Override
        FormatDecoder jpeg(int channels) {
            return new ImageIoJpegDecoder(channels);
        }
    };

    private static final Logger LOG = LoggerFactory.getLogger(DecoderLibrary.class);

    private final String text;

    DecoderLibrary(String text) {
        this.text = text;
    }

    /** The name in reports. */
    public String text() {
        return text;
    }

    /** The fastest one that this machine has; looked for once in a JVM and told in its log. */
    public static DecoderLibrary best() {
        return available().get(0);
    }

    /** Those that this machine has, the fastest first. */
    public static List<DecoderLibrary> available() {
        return Found.LIBRARIES;
    }

    /** A decoder of its own for a thread. */
    public ImageDecoder decoder(int channels) {
        return new ImageDecoder(this, channels);
    }

    abstract FormatDecoder jpeg(int channels);

    private static final class Found {

        static final List<DecoderLibrary> LIBRARIES = find();

        private static List<DecoderLibrary> find() {
            try {
                TurboJpegLibrary.load();
                LOG.info("JPEG files are decoded by libjpeg-turbo ({})", TurboJpegLibrary.FILE);
                return List.of(values());
            } catch (LinkageError e) {
                LOG.info(
                        "JPEG files are decoded by ImageIO; libjpeg-turbo would be faster, install the package"
                                + " libturbojpeg0 (or turbojpeg): {}",
                        Cause.of(e));
                return List.of(IMAGEIO);
            }
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.aiperf.image.decode;

/** Four inks to light, without a colour profile: what passes one ink is passed on by black. */
final class Cmyk {

    private Cmyk() {}

    /**
     * Converts pixels.
     *
     * @param inks cyan, magenta, yellow, black of each pixel
     * @param inverted whether 255 means no ink, as Adobe writes it
     * @param channels of the result: 3 red, green, blue; 1 grey
     */
    static void convert(byte[] inks, int pixels, boolean inverted, byte[] target, int offset, int channels) {
        int flip = inverted ? 0 : 0xff;
        int to = offset;
        for (int from = 0; from < 4 * pixels; from += 4, to += channels) {
            int black = (inks[from + 3] & 0xff) ^ flip;
            int red = light((inks[from] & 0xff) ^ flip, black);
            int green = light((inks[from + 1] & 0xff) ^ flip, black);
            int blue = light((inks[from + 2] & 0xff) ^ flip, black);
            Samples.put(target, to, red, green, blue, channels);
        }
    }

    /** Replaces luma and two chromas by three inks, in place. Source: ITU-T T.871, section 7; Adobe technical note 5116. */
    static void fromYcck(byte[] inks, int pixels) {
        for (int at = 0; at < 4 * pixels; at += 4) {
            double luma = inks[at] & 0xff;
            double blue = (inks[at + 1] & 0xff) - 128;
            double red = (inks[at + 2] & 0xff) - 128;
            inks[at] = inverse(luma + 1.402 * red);
            inks[at + 1] = inverse(luma - 0.344136 * blue - 0.714136 * red);
            inks[at + 2] = inverse(luma + 1.772 * blue);
        }
    }

    private static byte inverse(double light) {
        return (byte) (255 - Math.max(0, Math.min(255, Math.round(light))));
    }

    private static int light(int ink, int black) {
        return (ink * black + 127) / 255;
    }
}

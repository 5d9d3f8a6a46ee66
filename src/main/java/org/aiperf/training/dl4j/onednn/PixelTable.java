// SPDX-License-Identifier: Apache-2.0
package org.aiperf.training.dl4j.onednn;

import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import org.aiperf.network.Shape.FeatureMap;

/** The normalised value of every byte in every channel, and the way from images to planes of such values. */
final class PixelTable {

    private static final int BYTES = 256;

    private final int channels;
    private final int plane;
    private final float[][] values;

    PixelTable(FeatureMap image, float[] scales, float[] offsets) {
        this.channels = image.channels();
        this.plane = image.height() * image.width();
        this.values = new float[channels][BYTES];
        for (int c = 0; c < channels; c++) {
            for (int pixel = 0; pixel < BYTES; pixel++) {
                values[c][pixel] = pixel * scales[c] + offsets[c];
            }
        }
    }

    /** From {@code [images, height, width, channels]} to {@code [images, channels, height, width]}. */
    void write(ByteBuffer pixels, int images, FloatBuffer target) {
        int size = plane * channels;
        for (int image = 0; image < images; image++) {
            for (int c = 0; c < channels; c++) {
                float[] table = values[c];
                int to = image * size + c * plane;
                int from = image * size + c;
                for (int i = 0; i < plane; i++) {
                    target.put(to + i, table[Byte.toUnsignedInt(pixels.get(from + i * channels))]);
                }
            }
        }
    }
}

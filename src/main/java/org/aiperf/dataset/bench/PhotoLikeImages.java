// SPDX-License-Identifier: Apache-2.0
package org.aiperf.dataset.bench;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.SplittableRandom;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.MemoryCacheImageOutputStream;
import org.aiperf.image.ImageSize;

/**
 * JPEG files that cost as much to decode as ImageNet's: noise of several scales, strong in the coarse and weak in the fine
 * ones, weaker in colour than in brightness. 375 x 500 pixels come to 106 kB on average; what they show means nothing.
 */
final class PhotoLikeImages {

    static final ImageSize SIZE = new ImageSize(375, 500);

    private static final float QUALITY = 0.92f;
    private static final int[] SCALES = {1, 2, 8, 32, 128};
    private static final double AMPLITUDE = 44;
    private static final double GROWTH = 0.3;

    /** Finest scale of the colours: JPEG keeps them at half of the resolution. */
    private static final int COLOUR_SCALE = 2;

    private PhotoLikeImages() {}

    /** An image as a JPEG file, the same for the same seed. */
    static byte[] jpeg(long seed) throws IOException {
        SplittableRandom random = new SplittableRandom(seed);
        float[] light = noise(random, 1, AMPLITUDE);
        float[] red = noise(random, COLOUR_SCALE, AMPLITUDE / 3);
        float[] blue = noise(random, COLOUR_SCALE, AMPLITUDE / 3);
        BufferedImage image = new BufferedImage(SIZE.width(), SIZE.height(), BufferedImage.TYPE_INT_RGB);
        int[] row = new int[SIZE.width()];
        for (int y = 0; y < SIZE.height(); y++) {
            for (int x = 0; x < row.length; x++) {
                int at = y * row.length + x;
                float middle = 128 + light[at];
                row[x] = (sample(middle + red[at]) << 16)
                        | (sample(middle - (red[at] + blue[at]) / 3) << 8)
                        | sample(middle + blue[at]);
            }
            image.setRGB(0, y, row.length, 1, row, 0, row.length);
        }
        return encoded(image);
    }

    /** Random values on grids, in between interpolated and added up. */
    private static float[] noise(SplittableRandom random, int finest, double amplitude) {
        float[] sum = new float[SIZE.height() * SIZE.width()];
        for (int scale : SCALES) {
            if (scale >= finest) {
                add(random, scale, amplitude * Math.pow(scale, GROWTH), sum);
            }
        }
        return sum;
    }

    private static void add(SplittableRandom random, int scale, double amplitude, float[] sum) {
        int columns = SIZE.width() / scale + 2;
        float[] grid = new float[(SIZE.height() / scale + 2) * columns];
        for (int i = 0; i < grid.length; i++) {
            grid[i] = (float) ((random.nextDouble() - 0.5) * amplitude);
        }
        for (int y = 0; y < SIZE.height(); y++) {
            float down = (float) (y % scale) / scale;
            for (int x = 0; x < SIZE.width(); x++) {
                float across = (float) (x % scale) / scale;
                int at = y / scale * columns + x / scale;
                float upper = grid[at] * (1 - across) + grid[at + 1] * across;
                float lower = grid[at + columns] * (1 - across) + grid[at + columns + 1] * across;
                sum[y * SIZE.width() + x] += upper * (1 - down) + lower * down;
            }
        }
    }

    private static int sample(float value) {
        return Math.max(0, Math.min(255, Math.round(value)));
    }

    private static byte[] encoded(BufferedImage image) throws IOException {
        ImageWriter writer = ImageIO.getImageWritersByFormatName("jpeg").next();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (var out = new MemoryCacheImageOutputStream(bytes)) {
            ImageWriteParam param = writer.getDefaultWriteParam();
            param.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
            param.setCompressionQuality(QUALITY);
            writer.setOutput(out);
            writer.write(null, new IIOImage(image, null, null), param);
        } finally {
            writer.dispose();
        }
        return bytes.toByteArray();
    }
}

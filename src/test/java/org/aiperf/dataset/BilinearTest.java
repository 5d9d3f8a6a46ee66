// SPDX-License-Identifier: Apache-2.0
package org.aiperf.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import org.aiperf.image.ImageSize;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BilinearTest {

    @ParameterizedTest
    @CsvSource({"40, 30, 17, 13, 3", "5, 7, 20, 31, 3", "40, 30, 17, 13, 1", "1, 1, 4, 4, 3", "64, 64, 64, 64, 3"})
    void agreesWithTheFormula(int rows, int columns, int height, int width, int channels) {
        SplittableRandom random = new SplittableRandom(5);
        byte[] source = new byte[rows * columns * channels + Bilinear.PADDING];
        for (int i = 0; i < source.length; i++) {
            source[i] = (byte) (random.nextInt(3) == 0 ? 255 : random.nextInt(256));
        }
        byte[] plain = new byte[3 + height * width * channels];
        byte[] mirrored = new byte[3 + height * width * channels];
        Bilinear bilinear = new Bilinear(new ImageSize(height, width), channels);
        Bilinear.Axis down = Bilinear.Axis.whole(rows, height);
        Bilinear.Axis across = Bilinear.Axis.whole(columns, width);
        bilinear.resample(source, down, across, plain, 3);
        bilinear.resample(source, down, across.mirrored(width), mirrored, 3);
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                for (int c = 0; c < channels; c++) {
                    double expected = expected(
                            source, rows, columns, channels, c, position(y, rows, height), position(x, columns, width));
                    int at = 3 + (y * width + x) * channels + c;
                    assertThat((double) (plain[at] & 0xff)).isCloseTo(expected, within(1.0));
                    int opposite = 3 + (y * width + width - 1 - x) * channels + c;
                    assertThat((double) (mirrored[opposite] & 0xff)).isCloseTo(expected, within(1.0));
                }
            }
        }
    }

    private static double position(int pixel, int length, int pixels) {
        return Math.max(0, Math.min(length - 1.0, (pixel + 0.5) * length / pixels - 0.5));
    }

    private static double expected(
            byte[] source, int rows, int columns, int channels, int channel, double y, double x) {
        double sum = 0;
        for (int row = 0; row < rows; row++) {
            for (int column = 0; column < columns; column++) {
                double weight = Math.max(0, 1 - Math.abs(y - row)) * Math.max(0, 1 - Math.abs(x - column));
                sum += weight * (source[(row * columns + column) * channels + channel] & 0xff);
            }
        }
        return sum;
    }
}

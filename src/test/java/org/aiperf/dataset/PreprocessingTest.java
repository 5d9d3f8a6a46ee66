// SPDX-License-Identifier: Apache-2.0
package org.aiperf.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.awt.Rectangle;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.util.HashSet;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.aiperf.image.ImageSize;
import org.aiperf.image.decode.DecoderLibrary;
import org.aiperf.image.decode.EncodedImage;
import org.junit.jupiter.api.Test;

class PreprocessingTest {

    private static final ImageSize IMAGE = new ImageSize(375, 500);

    @Test
    void windowsLieInTheImageAndHaveTheShapesOfTheReference() {
        RandomGenerator draws = Draws.of(1);
        double covered = 0;
        for (int i = 0; i < 20_000; i++) {
            Rectangle window = RandomWindow.window(IMAGE, draws);
            assertThat(new Rectangle(500, 375).contains(window)).isTrue();
            double area = window.getWidth() * window.getHeight() / (500 * 375);
            assertThat(area).isBetween(0.1, 1.0);
            assertThat(window.getWidth() / window.getHeight()).isBetween(0.74, 1.35);
            covered += area;
        }
        // Integrated over a uniform aspect and a uniform height, which is how the reference draws.
        assertThat(covered / 20_000).isCloseTo(0.388, within(0.005));
    }

    @Test
    void anImageWithoutAFittingWindowIsUsedWhole() {
        ImageSize strip = new ImageSize(5, 500);
        assertThat(RandomWindow.window(strip, Draws.of(1))).isEqualTo(new Rectangle(500, 5));
    }

    @Test
    void smallWindowsArePaddedAndLargeOnesCut() throws IOException {
        assertThat(RandomWindow.centre(new Rectangle(10, 20, 300, 100), new ImageSize(224, 224)))
                .isEqualTo(new Rectangle(48, 20, 224, 100));

        byte[] white = grey(6, 6, 255);
        byte[] batch = new byte[1 + 16 * 16];
        new RandomWindow(DecoderLibrary.best().decoder(1), new ImageSize(16, 16))
                .apply(EncodedImage.of(white), Draws.of(3), batch, 1);
        assertThat(batch[1]).isZero();
        assertThat(batch[1 + 16 * 7 + 7]).isEqualTo((byte) 255);
    }

    @Test
    void halfOfTheImagesAreFlipped() throws IOException {
        BufferedImage image = new BufferedImage(8, 8, BufferedImage.TYPE_BYTE_GRAY);
        for (int y = 0; y < 8; y++) {
            for (int x = 0; x < 8; x++) {
                image.getRaster().setSample(x, y, 0, 10 + 20 * x);
            }
        }
        byte[] encoded = SampleImages.encoded(image, "png");
        int flipped = 0;
        for (int i = 0; i < 1000; i++) {
            byte[] batch = new byte[8 * 8];
            new RandomWindow(DecoderLibrary.best().decoder(1), new ImageSize(8, 8))
                    .apply(EncodedImage.of(encoded), Draws.of(i), batch, 0);
            flipped += (batch[4 * 8 + 3] & 0xff) > (batch[4 * 8 + 4] & 0xff) ? 1 : 0;
        }
        assertThat(flipped).isBetween(450, 550);
    }

    @Test
    void inceptionWindowsHaveTheUsualShapes() {
        RandomGenerator draws = Draws.of(1);
        double covered = 0;
        int wide = 0;
        for (int i = 0; i < 20_000; i++) {
            Rectangle window = RandomResizedCrop.window(IMAGE, draws);
            assertThat(new Rectangle(500, 375).contains(window)).isTrue();
            assertThat(window.getWidth() / window.getHeight()).isBetween(0.73, 1.36);
            double area = window.getWidth() * window.getHeight() / (500 * 375);
            assertThat(area).isGreaterThan(0.078);
            covered += area;
            wide += window.width > window.height ? 1 : 0;
        }
        // Large upright windows do not fit into a wide image, so the mean is below that of the area drawn, 0.54.
        assertThat(covered / 20_000).isBetween(0.42, 0.45);
        assertThat(wide).isGreaterThan(10_000);
        assertThat(RandomResizedCrop.window(new ImageSize(10, 1000), draws)).isEqualTo(new Rectangle(493, 0, 13, 10));
        assertThat(RandomResizedCrop.window(new ImageSize(1, 1), draws)).isEqualTo(new Rectangle(1, 1));
    }

    @Test
    void inceptionImagesDependOnTheDrawsOnlyAndAreFlippedHalfOfTheTime() throws IOException {
        BufferedImage image = new BufferedImage(60, 40, BufferedImage.TYPE_3BYTE_BGR);
        for (int y = 0; y < 40; y++) {
            for (int x = 0; x < 60; x++) {
                image.setRGB(x, y, ((x * 4) << 16) | ((y * 6) << 8) | 77);
            }
        }
        EncodedImage encoded = EncodedImage.of(SampleImages.encoded(image, "png"));
        int flipped = 0;
        try (Transform transform =
                Preprocessing.INCEPTION.training(DecoderLibrary.best().decoder(3), new ImageSize(8, 8))) {
            for (int i = 0; i < 1000; i++) {
                byte[] batch = new byte[8 * 8 * 3];
                byte[] again = new byte[8 * 8 * 3];
                transform.apply(encoded, Draws.of(i), batch, 0);
                transform.apply(encoded, Draws.of(i), again, 0);
                assertThat(again).isEqualTo(batch);
                assertThat(batch[2]).isEqualTo((byte) 77);
                assertThat(batch[7 * 8 * 3 + 1] & 0xff).isGreaterThan(batch[1] & 0xff);
                flipped += (batch[0] & 0xff) > (batch[7 * 3] & 0xff) ? 1 : 0;
            }
        }
        assertThat(flipped).isBetween(450, 550);
    }

    @Test
    void validationImagesAreResizedAndCutAtTheCentre() throws IOException {
        BufferedImage image = new BufferedImage(512, 256, BufferedImage.TYPE_BYTE_GRAY);
        for (int y = 0; y < 256; y++) {
            for (int x = 0; x < 512; x++) {
                image.getRaster().setSample(x, y, 0, x / 2);
            }
        }
        byte[] batch = new byte[112 * 112];
        new ResizedCentre(DecoderLibrary.best().decoder(1), new ImageSize(112, 112))
                .apply(EncodedImage.of(SampleImages.encoded(image, "png")), Draws.of(0), batch, 0);
        // Half size: the middle 112 of 256 columns, each the mean of two.
        assertThat(batch[0] & 0xff).isCloseTo(72, within(1));
        assertThat(batch[111] & 0xff).isCloseTo(183, within(1));
        assertThat(batch[111 * 112] & 0xff).isCloseTo(72, within(1));
    }

    @Test
    void drawsDependOnEveryKey() {
        Set<Long> seen = new HashSet<>();
        for (int seed = 0; seed < 20; seed++) {
            for (int shard = 0; shard < 20; shard++) {
                for (int record = 0; record < 20; record++) {
                    seen.add(Draws.of(seed, shard, record).nextLong());
                }
            }
        }
        assertThat(seen).hasSize(8000);
    }

    @Test
    void namesAreThoseOfTheConfiguration() {
        assertThat(Preprocessing.parse("aiperf")).isEqualTo(Preprocessing.AIPERF);
        assertThat(Preprocessing.parse("as-is")).isEqualTo(Preprocessing.AS_IS);
        assertThatThrownBy(() -> Preprocessing.parse("asis")).hasMessageContaining("as-is, aiperf, inception");
    }

    private static byte[] grey(int height, int width, int value) throws IOException {
        BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_BYTE_GRAY);
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                image.getRaster().setSample(x, y, 0, value);
            }
        }
        return SampleImages.encoded(image, "png");
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.aiperf.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.Color;
import java.awt.Rectangle;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ImageDecoderTest {

    @ParameterizedTest
    @ValueSource(
            ints = {
                BufferedImage.TYPE_3BYTE_BGR,
                BufferedImage.TYPE_INT_RGB,
                BufferedImage.TYPE_4BYTE_ABGR,
                BufferedImage.TYPE_BYTE_INDEXED
            })
    void decodesColourFromPngsOfManyKinds(int type) throws IOException {
        BufferedImage image = new BufferedImage(2, 1, type);
        image.setRGB(0, 0, 0xffff0000);
        image.setRGB(1, 0, 0xff00ff33);
        byte[] encoded = SampleImages.encoded(image, "png");
        assertThat(decode(encoded, 3, 2, 1)).containsExactly(255, 0, 0, 0, 255, 51);
        assertThat(decode(encoded, 1, 2, 1)).containsExactly(76, 155);
    }

    @Test
    void decodesGreyAsColour() throws IOException {
        BufferedImage image = new BufferedImage(2, 1, BufferedImage.TYPE_BYTE_GRAY);
        image.getRaster().setSample(1, 0, 0, 200);
        assertThat(decode(SampleImages.encoded(image, "png"), 3, 2, 1)).containsExactly(0, 0, 0, 200, 200, 200);
    }

    @Test
    void decodesAWindowOfAJpegLikeTheWhole() throws IOException {
        BufferedImage image = new BufferedImage(64, 48, BufferedImage.TYPE_3BYTE_BGR);
        for (int y = 0; y < 48; y++) {
            for (int x = 0; x < 64; x++) {
                image.setRGB(x, y, new Color(x * 4, y * 5, 90).getRGB());
            }
        }
        byte[] encoded = SampleImages.encoded(image, "jpeg");
        ImageDecoder decoder = new ImageDecoder(3);
        assertThat(decoder.size(encoded)).isEqualTo(new ImageSize(48, 64));
        byte[] whole = new byte[64 * 48 * 3];
        decoder.decode(encoded, new Rectangle(64, 48), whole, 0, 64 * 3);
        byte[] window = new byte[10 * 7 * 3];
        decoder.decode(encoded, new Rectangle(21, 13, 10, 7), window, 0, 10 * 3);
        for (int y = 0; y < 7; y++) {
            int from = ((y + 13) * 64 + 21) * 3;
            assertThat(Arrays.copyOfRange(window, y * 30, y * 30 + 30))
                    .containsExactly(Arrays.copyOfRange(whole, from, from + 30));
        }
    }

    @Test
    void refusesWhatIsNoImage() throws IOException {
        ImageDecoder decoder = new ImageDecoder(1);
        assertThatThrownBy(() -> decoder.size(new byte[] {1, 2, 3})).hasMessageContaining("neither JPEG nor PNG");
        byte[] cut = Arrays.copyOf(SampleImages.numbered(3, 4), 20);
        assertThatThrownBy(() -> decoder.size(cut))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("cannot be decoded");
        byte[] pixels = new byte[16];
        decoder.decode(SampleImages.numbered(3, 4), new Rectangle(4, 4), pixels, 0, 4);
        assertThat(pixels).as("the next image after an error").startsWith(0, 3, 0);
    }

    @Test
    void refusesAHeaderThatClaimsTooMuch() throws IOException {
        byte[] huge = SampleImages.numbered(3, 4);
        // Width and height of the PNG header; its checksum is not looked at.
        huge[17] = 1;
        huge[21] = 1;
        assertThatThrownBy(() -> new ImageDecoder(1).size(huge))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("65540 x 65540");
    }

    @Test
    void refusesSixteenBits() throws IOException {
        byte[] encoded = SampleImages.encoded(new BufferedImage(2, 2, BufferedImage.TYPE_USHORT_GRAY), "png");
        assertThatThrownBy(() -> decode(encoded, 1, 2, 2)).hasMessageContaining("8-bit");
    }

    private static int[] decode(byte[] encoded, int channels, int width, int height) throws IOException {
        byte[] pixels = new byte[width * height * channels];
        new ImageDecoder(channels).decode(encoded, new Rectangle(width, height), pixels, 0, width * channels);
        int[] unsigned = new int[pixels.length];
        Arrays.setAll(unsigned, i -> pixels[i] & 0xff);
        return unsigned;
    }
}

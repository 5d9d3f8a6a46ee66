// SPDX-License-Identifier: Apache-2.0
package org.aiperf.image.decode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.Rectangle;
import java.awt.color.ColorSpace;
import java.awt.color.ICC_Profile;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.aiperf.image.ImageSize;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ImageDecoderTest {

    private static final int COLOUR = BufferedImage.TYPE_3BYTE_BGR;
    private static final int GREY = BufferedImage.TYPE_BYTE_GRAY;

    static List<DecoderLibrary> libraries() {
        return DecoderLibrary.available();
    }

    @Test
    void decodesColourFromPngsOfManyKinds() throws IOException {
        for (int type : new int[] {
            COLOUR, BufferedImage.TYPE_INT_RGB, BufferedImage.TYPE_4BYTE_ABGR, BufferedImage.TYPE_BYTE_INDEXED
        }) {
            BufferedImage image = new BufferedImage(2, 1, type);
            image.setRGB(0, 0, 0xffff0000);
            image.setRGB(1, 0, 0xff00ff33);
            byte[] encoded = Pictures.encoded(image, "png");
            assertThat(pixels(DecoderLibrary.IMAGEIO, encoded, 3)).containsExactly(255, 0, 0, 0, 255, 51);
            assertThat(pixels(DecoderLibrary.IMAGEIO, encoded, 1)).containsExactly(76, 155);
        }
    }

    @ParameterizedTest
    @MethodSource("libraries")
    void decodesGreyAsColourAndColourAsGrey(DecoderLibrary library) throws IOException {
        BufferedImage image = new BufferedImage(2, 1, GREY);
        image.getRaster().setSample(1, 0, 0, 200);
        assertThat(pixels(library, Pictures.encoded(image, "png"), 3)).containsExactly(0, 0, 0, 200, 200, 200);

        byte[] grey = Pictures.encoded(Pictures.colour(40, 30, GREY, 1), "jpeg");
        int[] one = pixels(library, grey, 1);
        int[] three = pixels(library, grey, 3);
        for (int i = 0; i < one.length; i++) {
            assertThat(Arrays.copyOfRange(three, 3 * i, 3 * i + 3)).containsOnly(one[i]);
        }

        byte[] colour = Pictures.encoded(Pictures.colour(40, 30, COLOUR, 1), "jpeg");
        int[] luma = pixels(library, colour, 1);
        int[] rgb = pixels(library, colour, 3);
        double difference = 0;
        for (int i = 0; i < luma.length; i++) {
            double expected = 0.299 * rgb[3 * i] + 0.587 * rgb[3 * i + 1] + 0.114 * rgb[3 * i + 2];
            difference += Math.abs(luma[i] - expected) / luma.length;
        }
        assertThat(difference).isLessThan(3);
    }

    /** What is outside of a window must not change it: rows below are not decoded. */
    @ParameterizedTest
    @MethodSource("libraries")
    void aWindowIsAPartOfTheWhole(DecoderLibrary library) throws IOException {
        SplittableRandom random = new SplittableRandom(3);
        BufferedImage image = Pictures.colour(150, 110, COLOUR, 2);
        for (byte[] encoded :
                List.of(Pictures.encoded(image, "jpeg"), Pictures.progressive(image), Pictures.encoded(image, "png"))) {
            int[] whole = pixels(library, encoded, 3);
            try (ImageDecoder decoder = library.decoder(3)) {
                for (int i = 0; i < 60; i++) {
                    int width = random.nextInt(1, 111);
                    int height = random.nextInt(1, 151);
                    Rectangle window = new Rectangle(
                            random.nextInt(110 - width + 1), random.nextInt(150 - height + 1), width, height);
                    byte[] part = new byte[5 + width * height * 3];
                    decoder.decode(EncodedImage.of(encoded), window, part, 5, width * 3);
                    for (int y = 0; y < height; y++) {
                        int from = ((window.y + y) * 110 + window.x) * 3;
                        int to = 5 + y * width * 3;
                        assertThat(unsigned(Arrays.copyOfRange(part, to, to + width * 3)))
                                .as("row %d of %s", y, window)
                                .isEqualTo(Arrays.copyOfRange(whole, from, from + width * 3));
                    }
                }
            }
        }
    }

    /** The tolerance of the contract; with one libjpeg below both libraries there is no difference at all. */
    @Test
    void librariesGiveTheSamePixels() throws IOException {
        byte[] colour = Pictures.encoded(Pictures.colour(131, 97, COLOUR, 4), "jpeg");
        byte[] profile = ICC_Profile.getInstance(ColorSpace.CS_LINEAR_RGB).getData();
        byte[] named = "ICC_PROFILE\0\1\1".getBytes(StandardCharsets.ISO_8859_1);
        byte[] segment = Arrays.copyOf(named, named.length + profile.length);
        System.arraycopy(profile, 0, segment, named.length, profile.length);
        for (byte[] encoded : List.of(
                colour,
                Pictures.progressive(Pictures.colour(64, 80, COLOUR, 5)),
                Pictures.encoded(Pictures.colour(64, 80, GREY, 6), "jpeg"),
                Pictures.withSegment(colour, 0xe2, segment),
                Pictures.withSegment(colour, 0xe1, "Exif\0\0 nonsense".getBytes(StandardCharsets.ISO_8859_1)),
                cmyk(),
                ycck())) {
            List<int[]> decoded = DecoderLibrary.available().stream()
                    .map(library -> pixels(library, encoded, 3))
                    .toList();
            int[] reference = decoded.get(decoded.size() - 1);
            double sum = 0;
            for (int i = 0; i < reference.length; i++) {
                int difference = Math.abs(decoded.get(0)[i] - reference[i]);
                assertThat(difference).isLessThanOrEqualTo(40);
                sum += difference;
            }
            assertThat(sum / reference.length).isLessThan(0.5);
        }
    }

    @ParameterizedTest
    @MethodSource("libraries")
    void fourInksBecomeColour(DecoderLibrary library) throws IOException {
        byte[] encoded = cmyk();
        try (ImageDecoder decoder = library.decoder(3)) {
            assertThat(decoder.header(EncodedImage.of(encoded)).cmyk()).isTrue();
        }
        int[] pixels = pixels(library, encoded, 3);
        // Drawn as cyan 5x, magenta 7y, yellow 128, black 40 + 30 sin(x / 6).
        for (int y = 4; y < 28; y += 6) {
            for (int x = 4; x < 44; x += 6) {
                double light = 1 - (40 + 30 * Math.sin(x / 6.0)) / 255;
                int at = (y * 48 + x) * 3;
                assertThat(pixels[at]).isBetween((int) ((255 - 5 * x) * light) - 9, (int) ((255 - 5 * x) * light) + 9);
                assertThat(pixels[at + 1])
                        .isBetween((int) ((255 - 7 * y) * light) - 9, (int) ((255 - 7 * y) * light) + 9);
                assertThat(pixels[at + 2]).isBetween((int) (127 * light) - 9, (int) (127 * light) + 9);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("libraries")
    void imagesCutOffAnywhereAreRefused(DecoderLibrary library) throws IOException {
        BufferedImage image = Pictures.colour(48, 64, COLOUR, 7);
        for (byte[] encoded :
                List.of(Pictures.encoded(image, "jpeg"), Pictures.progressive(image), Pictures.encoded(image, "png"))) {
            try (ImageDecoder decoder = library.decoder(3)) {
                decoder.check(EncodedImage.of(encoded));
                for (int length = 0; length < encoded.length - 16; length += 1 + length / 50) {
                    EncodedImage cut = new EncodedImage(encoded, 0, length);
                    assertThatThrownBy(() -> decoder.check(cut))
                            .as("%d of %d bytes", length, encoded.length)
                            .isInstanceOf(DamagedImageException.class);
                }
                decoder.check(EncodedImage.of(encoded));
            }
        }
    }

    /** A flipped bit may give other valid pixels; what matters is that the libraries agree on what they refuse. */
    @Test
    void librariesRefuseTheSameDamage() throws IOException {
        byte[] encoded = Pictures.encoded(Pictures.colour(48, 64, COLOUR, 8), "jpeg");
        SplittableRandom random = new SplittableRandom(9);
        int refused = 0;
        for (int i = 0; i < 300; i++) {
            byte[] damaged = encoded.clone();
            damaged[random.nextInt(650, encoded.length)] ^= (byte) (1 << random.nextInt(8));
            List<Boolean> verdicts = DecoderLibrary.available().stream()
                    .map(library -> refuses(library, damaged))
                    .distinct()
                    .toList();
            assertThat(verdicts).as("damage %d", i).hasSize(1);
            refused += verdicts.get(0) ? 1 : 0;
        }
        assertThat(refused).isGreaterThan(20);
    }

    @ParameterizedTest
    @MethodSource("libraries")
    void aHeaderThatClaimsTooMuchIsRefusedBeforeAnythingIsAllocated(DecoderLibrary library) throws IOException {
        byte[] png = Pictures.encoded(new BufferedImage(4, 4, GREY), "png");
        png[17] = 1;
        png[21] = 1;
        byte[] jpeg = Pictures.encoded(new BufferedImage(4, 4, COLOUR), "jpeg");
        int frame = 0;
        while ((jpeg[frame] & 0xff) != 0xff || (jpeg[frame + 1] & 0xff) != 0xc0) {
            frame++;
        }
        Arrays.fill(jpeg, frame + 5, frame + 9, (byte) 0xff);
        try (ImageDecoder decoder = library.decoder(1)) {
            assertThatThrownBy(() -> decoder.size(EncodedImage.of(png))).hasMessageContaining("65540 x 65540");
            assertThatThrownBy(() -> decoder.size(EncodedImage.of(jpeg))).hasMessageContaining("65535 x 65535");
        }
    }

    @ParameterizedTest
    @MethodSource("libraries")
    void refusesWhatIsNoImageAndGoesOn(DecoderLibrary library) throws IOException {
        byte[] good = Pictures.encoded(Pictures.colour(8, 8, COLOUR, 1), "jpeg");
        try (ImageDecoder decoder = library.decoder(1)) {
            for (byte[] bad : Stream.of("", "abc", "\u00ff\u00d8", "\u0089PNG", "\u00ff\u00d8\u00ff\u00d9")
                    .map(text -> text.getBytes(StandardCharsets.ISO_8859_1))
                    .toList()) {
                assertThatThrownBy(() -> decoder.check(EncodedImage.of(bad))).isInstanceOf(DamagedImageException.class);
            }
            assertThat(decoder.size(EncodedImage.of(good))).isEqualTo(new ImageSize(8, 8));
            decoder.check(EncodedImage.of(good));
        }
    }

    @Test
    void refusesSixteenBits() throws IOException {
        byte[] encoded = Pictures.encoded(new BufferedImage(2, 2, BufferedImage.TYPE_USHORT_GRAY), "png");
        try (ImageDecoder decoder = DecoderLibrary.best().decoder(1)) {
            assertThatThrownBy(() -> decoder.check(EncodedImage.of(encoded))).hasMessageContaining("8-bit");
        }
    }

    private static boolean refuses(DecoderLibrary library, byte[] encoded) {
        try (ImageDecoder decoder = library.decoder(3)) {
            decoder.check(EncodedImage.of(encoded));
            return false;
        } catch (DamagedImageException e) {
            return true;
        }
    }

    private static byte[] cmyk() throws IOException {
        try (InputStream in = ImageDecoderTest.class.getResourceAsStream("/image/cmyk.jpg")) {
            return Objects.requireNonNull(in).readAllBytes();
        }
    }

    /** The same samples with an Adobe segment that calls the first three luma and chroma. */
    private static byte[] ycck() throws IOException {
        byte[] file = cmyk();
        int transform = new String(file, StandardCharsets.ISO_8859_1).indexOf("Adobe") + 11;
        file[transform] = 2;
        return file;
    }

    private static int[] pixels(DecoderLibrary library, byte[] encoded, int channels) {
        try (ImageDecoder decoder = library.decoder(channels)) {
            ImageSize size = decoder.size(EncodedImage.of(encoded));
            byte[] pixels = new byte[size.height() * size.width() * channels];
            Rectangle whole = new Rectangle(size.width(), size.height());
            decoder.decode(EncodedImage.of(encoded), whole, pixels, 0, size.width() * channels);
            return unsigned(pixels);
        } catch (DamagedImageException e) {
            throw new AssertionError(library + ": " + e.getMessage(), e);
        }
    }

    private static int[] unsigned(byte[] bytes) {
        int[] values = new int[bytes.length];
        Arrays.setAll(values, i -> bytes[i] & 0xff);
        return values;
    }
}

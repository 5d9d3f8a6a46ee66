// SPDX-License-Identifier: Apache-2.0
package org.aiperf.dataset;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.awt.image.BufferedImage;
import java.awt.image.Raster;
import java.awt.image.WritableRaster;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.Random;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.MemoryCacheImageOutputStream;
import org.aiperf.image.decode.DamagedImageException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ImageInspectorTest {

    private final ImageInspector inspector = new ImageInspector();

    @ParameterizedTest
    @ValueSource(ints = {ImageWriteParam.MODE_DISABLED, ImageWriteParam.MODE_DEFAULT})
    void takesAWholeJpegAsItIsAndRefusesItCutOffAnywhere(int progressive) throws IOException {
        byte[] jpeg = jpeg(new IIOImage(grained(BufferedImage.TYPE_INT_RGB), null, null), progressive);
        Inspected inspected = inspector.inspect(jpeg, "a.JPEG");
        assertThat(inspected.encoded()).isSameAs(jpeg);
        assertThat(inspected).extracting("format", "height", "width").containsExactly("JPEG", 45, 60);
        assertThat(inspected.fix()).isEmpty();
        for (int length = 0; length < jpeg.length; length += 13) {
            byte[] cut = Arrays.copyOf(jpeg, length);
            assertThatThrownBy(() -> inspector.inspect(cut, "a.JPEG")).isInstanceOf(DamagedImageException.class);
            if (length > 700 && progressive == ImageWriteParam.MODE_DISABLED) {
                cut[length - 2] = (byte) 0xff;
                cut[length - 1] = (byte) 0xd9; // Ends like a whole one.
                assertThatThrownBy(() -> inspector.inspect(cut, "a.JPEG")).isInstanceOf(DamagedImageException.class);
            }
        }
        assertThat(inspector.inspect(jpeg, "a.JPEG").encoded()).isSameAs(jpeg);
    }

    @Test
    void refusesAJpegWithAHoleAndAnswersAnyBytes() throws IOException {
        byte[] jpeg =
                jpeg(new IIOImage(grained(BufferedImage.TYPE_INT_RGB), null, null), ImageWriteParam.MODE_DISABLED);
        byte[] holed = jpeg.clone();
        Arrays.fill(holed, jpeg.length / 2, jpeg.length / 2 + 200, (byte) 0x55);
        assertThatThrownBy(() -> inspector.inspect(holed, "a.JPEG"))
                .hasMessageStartingWith("its image cannot be decoded");
        Random random = new Random(1);
        int refused = 0;
        for (int i = 0; i < 1000; i++) {
            byte[] altered = jpeg.clone();
            altered[random.nextInt(altered.length)] ^= (byte) (1 + random.nextInt(255));
            try {
                Inspected inspected = inspector.inspect(altered, "a.JPEG");
                assertThat(inspected.height() * inspected.width()).isPositive();
            } catch (DamagedImageException e) {
                refused++;
            }
        }
        // Other changes give another picture that is as valid.
        assertThat(refused).isGreaterThan(200);
    }

    @Test
    void keepsGreyImages() throws IOException {
        byte[] grey =
                jpeg(new IIOImage(grained(BufferedImage.TYPE_BYTE_GRAY), null, null), ImageWriteParam.MODE_DISABLED);
        assertThat(inspector.inspect(grey, "a.JPEG").encoded()).isSameAs(grey);
    }

    @ParameterizedTest
    @CsvSource({
        // Inverted inks: a sample times black.
        "0, 200, 100, 50, 255, 200, 100, 50",
        "0, 200, 100, 50, 102, 80, 40, 20",
        // Luma 100 without chroma is an ink of 155 in every colour.
        "2, 100, 128, 128, 255, 155, 155, 155",
        "2, 100, 128, 128, 102, 62, 62, 62",
        // Without Adobe's marker inks are what they say.
        "-1, 55, 155, 205, 0, 200, 100, 50",
    })
    void encodesCmykAnew(int transform, int c, int m, int y, int k, int red, int green, int blue) throws IOException {
        WritableRaster inks = Raster.createInterleavedRaster(0, 16, 16, 4, null);
        for (int i = 0; i < 256; i++) {
            inks.setPixel(i % 16, i / 16, new int[] {c, m, y, k});
        }
        byte[] jpeg = jpeg(new IIOImage(inks, null, null), ImageWriteParam.MODE_DISABLED);
        Inspected inspected = inspector.inspect(transform < 0 ? jpeg : adobe(jpeg, transform), "n01739381_1309.JPEG");
        assertThat(inspected.fix()).contains("was CMYK");
        int rgb = ImageIO.read(new ByteArrayInputStream(inspected.encoded())).getRGB(8, 8);
        assertThat(rgb >> 16 & 0xff).isCloseTo(red, within(3));
        assertThat(rgb >> 8 & 0xff).isCloseTo(green, within(3));
        assertThat(rgb & 0xff).isCloseTo(blue, within(3));
    }

    @Test
    void encodesAPngNamedJpegAnewAndKeepsAnHonestOne() throws IOException {
        byte[] png = SampleImages.encoded(grained(BufferedImage.TYPE_4BYTE_ABGR), "png");
        Inspected anew = inspector.inspect(png, "n02105855_2933.JPEG");
        assertThat(anew.fix()).contains("was PNG");
        assertThat(anew.format()).isEqualTo("JPEG");
        assertThat(inspector.inspect(anew.encoded(), "x").fix()).isEmpty();
        assertThat(inspector.inspect(png, "a.png").encoded()).isSameAs(png);
    }

    @Test
    void refusesEveryDamageOfAPng() throws IOException {
        byte[] png = SampleImages.numbered(5, 9);
        for (int i = 0; i < png.length; i++) {
            byte[] altered = png.clone();
            altered[i] ^= 4;
            byte[] cut = Arrays.copyOf(png, i);
            assertThatThrownBy(() -> inspector.inspect(altered, "a.png")).isInstanceOf(DamagedImageException.class);
            assertThatThrownBy(() -> inspector.inspect(cut, "a.png")).isInstanceOf(DamagedImageException.class);
        }
    }

    @Test
    void refusesWhatIsNoImage() {
        assertThatThrownBy(() -> inspector.inspect(new byte[0], "a.jpg")).hasMessage("its image is empty");
        assertThatThrownBy(() -> inspector.inspect("<html>".getBytes(ISO_8859_1), "a.jpg"))
                .hasMessage("its image is neither JPEG nor PNG, it is a web page, such as a failed download leaves");
    }

    private static BufferedImage grained(int type) {
        Random random = new Random(7);
        BufferedImage image = new BufferedImage(60, 45, type);
        for (int i = 0; i < 60 * 45; i++) {
            image.setRGB(i % 60, i / 60, 0xff000000 | (100 + i / 60 + random.nextInt(60)) * 0x010101);
        }
        return image;
    }

    private static byte[] jpeg(IIOImage image, int progressive) throws IOException {
        ImageWriter writer = ImageIO.getImageWritersByFormatName("jpeg").next();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (var out = new MemoryCacheImageOutputStream(bytes)) {
            ImageWriteParam param = writer.getDefaultWriteParam();
            param.setProgressiveMode(progressive);
            writer.setOutput(out);
            writer.write(null, image, param);
        }
        return bytes.toByteArray();
    }

    /** The file with Adobe's marker after its first two bytes. */
    private static byte[] adobe(byte[] jpeg, int transform) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(jpeg, 0, 2);
        out.writeBytes(new byte[] {(byte) 0xff, (byte) 0xee, 0, 14});
        out.writeBytes("Adobe".getBytes(ISO_8859_1));
        out.writeBytes(new byte[] {0, 100, 0, 0, 0, 0, (byte) transform});
        out.write(jpeg, 2, jpeg.length - 2);
        return out.toByteArray();
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.aiperf.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ImageExampleTest {

    private static final ImageExample EXAMPLE = new ImageExample(
            new byte[] {1, -2, 3}, "JPEG", 375, 500, 3, "RGB", 1000, "n01440764", "tench", "n01440764_10026.JPEG");

    @Test
    void readsBackWhatWasWritten() throws IOException {
        assertThat(ImageExample.parse(EXAMPLE.toBytes()))
                .usingRecursiveComparison()
                .isEqualTo(EXAMPLE);
    }

    @Test
    void readsUnpackedNumbersAndPassesOverOtherFeatures() throws IOException {
        ProtoMessage unpacked = new ProtoMessage().varint(8).varint(7);
        ProtoMessage record = new ProtoMessage()
                .message(
                        1,
                        new ProtoMessage()
                                .message(1, entry("image/class/label", new ProtoMessage().message(3, unpacked)))
                                .message(1, entry("image/encoded", bytes(new byte[] {9})))
                                .message(1, entry("image/class/synset", bytes(new byte[] {'n'})))
                                .message(1, entry("empty", new ProtoMessage())));
        ImageExample example = ImageExample.parse(record.toBytes());
        assertThat(example.label()).isEqualTo(7);
        assertThat(example.encoded()).containsExactly(9);
        assertThat(example.height()).isZero();
    }

    @Test
    void namesAMissingFeature() {
        ProtoMessage record = new ProtoMessage()
                .message(1, new ProtoMessage().message(1, entry("image/encoded", bytes(new byte[] {9}))));
        assertThatThrownBy(() -> ImageExample.parse(record.toBytes()))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("image/class/label");
    }

    @Test
    void answersAnyBytesWithAnExampleOrAnIOException() {
        Random random = new Random(1);
        byte[] good = EXAMPLE.toBytes();
        for (int i = 0; i < 20_000; i++) {
            byte[] damaged = good.clone();
            for (int flips = random.nextInt(4); flips >= 0; flips--) {
                damaged[random.nextInt(damaged.length)] = (byte) random.nextInt();
            }
            try {
                assertThat(ImageExample.parse(damaged).encoded().length).isLessThanOrEqualTo(good.length);
            } catch (IOException e) {
                assertThat(e).hasMessageStartingWith("it");
            }
        }
    }

    private static ProtoMessage entry(String key, ProtoMessage feature) {
        return new ProtoMessage().bytes(1, key.getBytes(StandardCharsets.UTF_8)).message(2, feature);
    }

    private static ProtoMessage bytes(byte[] value) {
        return new ProtoMessage().message(1, new ProtoMessage().bytes(1, value));
    }
}

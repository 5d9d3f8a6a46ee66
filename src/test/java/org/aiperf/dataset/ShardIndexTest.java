// SPDX-License-Identifier: Apache-2.0
package org.aiperf.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class ShardIndexTest {

    private static final ShardIndex INDEX =
            new ShardIndex(73, List.of(entry(0, 30, 1, 375, 500), entry(46, 11, 1000, 64, 32)));

    @Test
    void readsBackWhatWasWritten() throws IOException {
        assertThat(ShardIndex.parse(INDEX.toBytes(), "x.idx")).isEqualTo(INDEX);
    }

    @Test
    void refusesEveryChangedByteAndEveryTruncation() {
        byte[] good = INDEX.toBytes();
        for (int i = 0; i < good.length; i++) {
            byte[] altered = good.clone();
            altered[i] ^= 0x10;
            assertRefused(altered);
            assertRefused(Arrays.copyOf(good, i));
        }
        assertRefused(Arrays.copyOf(good, good.length + 1));
    }

    @Test
    void refusesEntriesThatDoNotFillTheShard() {
        assertThatThrownBy(() -> new ShardIndex(74, INDEX.entries())).hasMessageContaining("byte 73");
        assertThatThrownBy(() -> new ShardIndex(62, INDEX.entries().subList(1, 2)))
                .hasMessageContaining("byte 46");
    }

    private static ShardIndex.Entry entry(long offset, int length, int label, int height, int width) {
        ImageDigest image = ImageDigest.of(new byte[] {(byte) length});
        return new ShardIndex.Entry(offset, length, label, height, width, image);
    }

    private static void assertRefused(byte[] bytes) {
        assertThatThrownBy(() -> ShardIndex.parse(bytes, "x.idx"))
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith("x.idx");
    }
}

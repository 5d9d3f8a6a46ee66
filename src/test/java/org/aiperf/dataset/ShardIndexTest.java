// SPDX-License-Identifier: Apache-2.0
package org.aiperf.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class ShardIndexTest {

    private static final ShardIndex INDEX = new ShardIndex(
            73, List.of(new ShardIndex.Entry(0, 30, 1, 375, 500), new ShardIndex.Entry(46, 11, 1000, 64, 32)));

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

    private static void assertRefused(byte[] bytes) {
        assertThatThrownBy(() -> ShardIndex.parse(bytes, "x.idx"))
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith("x.idx");
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.aiperf.image;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class LimitedBatchesTest {

    @Test
    void endsAtTheLimitInTheMiddleOfABatch() throws IOException {
        assertThat(sizes(LimitedBatches.of(batches(4, 4, 4), 6))).containsExactly(4, 2);
        assertThat(sizes(LimitedBatches.of(batches(4, 4, 4), 8))).containsExactly(4, 4);
        assertThat(sizes(LimitedBatches.of(batches(4, 3), 100))).containsExactly(4, 3);
        assertThat(sizes(LimitedBatches.of(batches(4, 3), 0))).containsExactly(4, 3);
    }

    private static List<Integer> sizes(ImageBatches batches) throws IOException {
        List<Integer> sizes = new ArrayList<>();
        for (ImageBatch batch = batches.next(); batch != null; batch = batches.next()) {
            sizes.add(batch.size());
        }
        assertThat(batches.next()).isNull();
        return sizes;
    }

    private static ImageBatches batches(Integer... sizes) {
        Iterator<Integer> left = List.of(sizes).iterator();
        return new ImageBatches() {
            @Override
            public @Nullable ImageBatch next() {
                return left.hasNext() ? new ImageBatch(new byte[4], new int[4], left.next()) : null;
            }

            @Override
            public void close() {}
        };
    }
}

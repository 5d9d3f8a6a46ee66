// SPDX-License-Identifier: Apache-2.0
package org.aiperf.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.management.ThreadMXBean;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.ref.WeakReference;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.aiperf.image.ImageBatch;
import org.aiperf.image.ImageBatches;
import org.aiperf.image.ImageSize;
import org.aiperf.image.decode.DecoderLibrary;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Batches of colour JPEGs of many sizes, through the whole way from shard to array. */
class FeederTest {

    private static final int IMAGES = 96;
    private static final int SIDE = 32;

    private final Path directory;

    FeederTest(@TempDir Path directory) throws IOException {
        this.directory = directory;
        List<ImageExample> examples = new ArrayList<>();
        for (int i = 0; i < IMAGES; i++) {
            examples.add(new ImageExample(jpeg(i), "JPEG", 0, 0, 3, "RGB", 1 + i % 3, i + ".JPEG"));
        }
        ShardWriter writer = SampleImages.writer(directory);
        List<DatasetManifest.Shard> shards = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            shards.add(writer.write("shard-" + i, examples.subList(i * IMAGES / 4, (i + 1) * IMAGES / 4))
                    .entry());
        }
        writer.write(new DatasetManifest(
                "pictures",
                0,
                0,
                3,
                List.of("a", "b", "c"),
                1,
                shards,
                shards.subList(0, 1),
                7,
                "CC0",
                "made here",
                Optional.empty(),
                List.of()));
    }

    @Test
    void batchesAreTheSameBytesForAnyNumberOfThreads() throws IOException {
        for (Preprocessing preprocessing : List.of(Preprocessing.INCEPTION, Preprocessing.AIPERF)) {
            List<byte[]> alone = pass(open(preprocessing, 1).training(7, 3, 1));
            assertThat(alone).hasSize(IMAGES / 7);
            for (int threads : new int[] {2, 4}) {
                List<byte[]> together = pass(open(preprocessing, threads).training(7, 3, 1));
                assertThat(together).usingElementComparator(Arrays::compare).isEqualTo(alone);
            }
            assertThat(pass(open(preprocessing, 2).training(7, 3, 2)))
                    .usingElementComparator(Arrays::compare)
                    .isNotEqualTo(alone);
            assertThat(pass(open(preprocessing, 2).validation(5)))
                    .usingElementComparator(Arrays::compare)
                    .isEqualTo(pass(open(preprocessing, 1).validation(5)));
        }
    }

    /** What is left are a few small objects for each image; ImageIO would make an image of its own for each. */
    @Test
    void nothingAsLargeAsAnImageIsAllocatedAfterTheFirstBatches() throws IOException {
        assumeTrue(DecoderLibrary.best() == DecoderLibrary.LIBJPEG_TURBO);
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long least = Long.MAX_VALUE;
        // The first passes run before the compiler has removed short-lived objects.
        for (int epoch = 0; epoch < 8; epoch++) {
            try (ImageBatches pass = open(Preprocessing.INCEPTION, 1).training(4, 1, epoch)) {
                long before = 0;
                for (int batch = 0; batch < 19; batch++) {
                    assertThat(pass.next()).isNotNull();
                    if (batch == 9) {
                        before = allocated(threads);
                    }
                }
                least = Math.min(least, allocated(threads) - before);
            }
        }
        // Six to twelve batches of four images, each 26 kB when decoded; the decoder is up to three ahead.
        assertThat(least).isPositive().isLessThan(12 * 4 * 2500L);
    }

    /** The heap of this JVM would tell of other tests as well. */
    @Test
    void nothingOfAPassIsKeptWhenItIsClosed() throws IOException {
        Dataset dataset = open(Preprocessing.INCEPTION, 2);
        List<WeakReference<Object>> passed = new ArrayList<>();
        for (int epoch = 0; epoch < 5; epoch++) {
            watch(dataset.training(8, 1, epoch), passed);
            watch(dataset.validation(8), passed);
        }
        for (int i = 0; i < 100 && passed.stream().anyMatch(each -> each.get() != null); i++) {
            System.gc();
        }

        assertThat(passed).hasSizeGreaterThan(50).allMatch(each -> each.get() == null);
        assertThat(Thread.getAllStackTraces().keySet())
                .noneMatch(thread -> thread.getName().startsWith("image-decoder-"));
        // The data set itself is still in use.
        assertThat(dataset.info().classes()).isEqualTo(3);
    }

    private static void watch(ImageBatches batches, List<WeakReference<Object>> passed) throws IOException {
        try (batches) {
            for (ImageBatch batch = batches.next(); batch != null; batch = batches.next()) {
                passed.add(new WeakReference<>(batch.pixels()));
            }
        }
        passed.add(new WeakReference<>(batches));
    }

    @Test
    void recycledArraysFitAndAreUsedAgain() {
        RecycledArrays arrays = new RecycledArrays();
        SplittableRandom random = new SplittableRandom(1);
        for (int i = 0; i < 2000; i++) {
            int length = random.nextInt(1 << random.nextInt(1, 22));
            byte[] array = arrays.atLeast(length);
            assertThat(array.length).isBetween(length, Math.max(8, length + length / 8 + 1));
            arrays.recycle(array);
            assertThat(arrays.atLeast(length)).isSameAs(array);
        }
        assertThat(arrays.atLeast(TfRecordReader.LONGEST_RECORD)).hasSize(TfRecordReader.LONGEST_RECORD);
    }

    private Dataset open(Preprocessing preprocessing, int threads) throws IOException {
        return new Datasets(new Configuration(), directory)
                .open(
                        directory.toString(),
                        preprocessing,
                        new ImageSize(SIDE, SIDE),
                        new Reading(3, 40_000, threads, 2));
    }

    private static List<byte[]> pass(ImageBatches batches) throws IOException {
        List<byte[]> all = new ArrayList<>();
        try (batches) {
            for (ImageBatch batch = batches.next(); batch != null; batch = batches.next()) {
                byte[] copy = Arrays.copyOf(batch.pixels(), batch.size() * SIDE * SIDE * 3 + batch.size());
                for (int i = 0; i < batch.size(); i++) {
                    copy[batch.size() * SIDE * SIDE * 3 + i] = (byte) batch.labels()[i];
                }
                all.add(copy);
            }
        }
        return all;
    }

    /** Bytes that the decoding threads have allocated. */
    private static long allocated(ThreadMXBean threads) {
        return Stream.of(Thread.getAllStackTraces().keySet().toArray(Thread[]::new))
                .filter(thread -> thread.getName().startsWith("image-decoder-"))
                .mapToLong(thread -> threads.getThreadAllocatedBytes(thread.getId()))
                .sum();
    }

    private static byte[] jpeg(int number) throws IOException {
        SplittableRandom random = new SplittableRandom(number);
        int width = random.nextInt(80, 120);
        int height = random.nextInt(70, 110);
        BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_3BYTE_BGR);
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                image.setRGB(x, y, ((number * 5 % 256) << 16) | ((x * 2) << 8) | random.nextInt(64));
            }
        }
        return SampleImages.encoded(image, "jpeg");
    }
}

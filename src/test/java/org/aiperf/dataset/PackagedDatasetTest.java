// SPDX-License-Identifier: Apache-2.0
package org.aiperf.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.aiperf.image.ImageBatch;
import org.aiperf.image.ImageBatches;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PackagedDatasetTest {

    private final Path cache;

    PackagedDatasetTest(@TempDir Path cache) {
        this.cache = cache;
    }

    @Test
    void fashionMnistHasTheSameNumberOfImagesOfEachClass() throws IOException {
        Dataset dataset = new Datasets(new Configuration(), cache).open("resource:fashion-mnist");
        assertThat(dataset.info()).isEqualTo(new DatasetInfo("fashion-mnist", 28, 28, 1, 10, 10_000, 2_000, "as-is"));
        assertThat(perClass(dataset.training(100, 1, 0))).containsOnly(1_000);
        assertThat(perClass(dataset.validation(64))).containsOnly(200);
        assertThat(dataset.content()).hasValueSatisfying(content -> assertThat(content.sha256())
                .isEqualTo("db63a13e10519cc9b714a4d15db17eb82e9f734646c23dd8cd76d88d5ebf31be"));
    }

    @Test
    void shardsAreThoseOfTheManifest() throws IOException {
        Path directory = new PackagedDataset("fashion-mnist").unpack(cache);
        DatasetManifest manifest =
                DatasetManifest.parse(Files.readString(directory.resolve(DatasetManifest.FILE)), "dataset.json");
        for (DatasetManifest.Shard shard : Stream.concat(manifest.training().stream(), manifest.validation().stream())
                .toList()) {
            assertThat(Sha256.of(Files.readAllBytes(directory.resolve(shard.file()))))
                    .isEqualTo(shard.sha256());
        }
    }

    @Test
    void severalMayUnpackAtOnceAndLeaveOneCopy() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try {
            Callable<Path> unpack = () -> new PackagedDataset("fashion-mnist").unpack(cache);
            for (Future<Path> directory : threads.invokeAll(List.of(unpack, unpack, unpack, unpack))) {
                assertThat(directory.get().resolve(DatasetManifest.FILE)).exists();
            }
        } finally {
            threads.shutdown();
        }
        try (Stream<Path> left = Files.list(cache)) {
            assertThat(left.map(Path::getFileName).map(Path::toString).collect(Collectors.toList()))
                    .singleElement()
                    .asString()
                    .startsWith("fashion-mnist-")
                    .doesNotContain("partial");
        }
    }

    /** Whoever can write to the cache can put other images there, right in themselves. */
    @Test
    void whatWasChangedIsUnpackedAgain() throws IOException {
        Path directory = new PackagedDataset("fashion-mnist").unpack(cache.resolve("first"));
        Path changed = cache.resolve("second").resolve(directory.getFileName());
        Files.createDirectories(changed);
        SampleImages.write(changed, 2, 5);

        new PackagedDataset("fashion-mnist").unpack(cache.resolve("second"));

        assertThat(changed.resolve(DatasetManifest.FILE))
                .hasSameBinaryContentAs(directory.resolve(DatasetManifest.FILE));
    }

    @Test
    void anUnknownNameIsNamed() {
        assertThatThrownBy(() -> new Datasets(new Configuration(), cache).open("resource:mnist"))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("'mnist'");
    }

    private static int[] perClass(ImageBatches pass) throws IOException {
        int[] counts = new int[10];
        try (pass) {
            for (ImageBatch batch = pass.next(); batch != null; batch = pass.next()) {
                for (int i = 0; i < batch.size(); i++) {
                    counts[batch.labels()[i]]++;
                }
            }
        }
        return counts;
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.aiperf.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.aiperf.dataset.FashionMnistImport.Selection;
import org.aiperf.image.ImageBatch;
import org.aiperf.image.ImageBatches;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FashionMnistImportTest {

    private final Path source;
    private final Path target;

    FashionMnistImportTest(@TempDir Path directory) {
        source = directory;
        target = directory.resolve("target");
    }

    /** Fifty images of 3 x 2 pixels in each split: image i is of class i % 10 and all its pixels are i. */
    @BeforeEach
    void writeIdxFiles() throws IOException {
        for (String split : List.of("train", "t10k")) {
            try (var images = gzip(split + "-images-idx3-ubyte.gz");
                    var labels = gzip(split + "-labels-idx1-ubyte.gz")) {
                images.writeInt(0x803);
                images.writeInt(50);
                images.writeInt(3);
                images.writeInt(2);
                labels.writeInt(0x801);
                labels.writeInt(50);
                for (int i = 0; i < 50; i++) {
                    labels.writeByte(i % 10);
                    for (int pixel = 0; pixel < 6; pixel++) {
                        images.writeByte(i);
                    }
                }
            }
        }
    }

    @Test
    void takesAsManyImagesOfEachClassAndKeepsTheirPixels() throws IOException {
        DatasetManifest manifest = write(new Selection(30, 20, 4, 1), 1, target);
        assertThat(manifest.training())
                .extracting(DatasetManifest.Shard::records)
                .containsExactly(7, 8, 7, 8);
        Dataset dataset = new Datasets(new Configuration(), target).open(target.toString());
        assertThat(dataset.info()).isEqualTo(new DatasetInfo("fashion-mnist", 3, 2, 1, 10, 30, 20, "as-is"));
        List<Integer> images = new ArrayList<>();
        int[] perClass = new int[10];
        try (ImageBatches pass = dataset.training(30, 1, 0)) {
            ImageBatch batch = pass.next();
            assertThat(batch).isNotNull();
            for (int i = 0; i < 30; i++) {
                int image = batch.pixels()[6 * i + 5];
                assertThat(image % 10).isEqualTo(batch.labels()[i]);
                perClass[batch.labels()[i]]++;
                images.add(image);
            }
        }
        assertThat(perClass).containsOnly(3);
        assertThat(images).doesNotHaveDuplicates();
    }

    @Test
    void theSeedDecidesTheImages() throws IOException {
        Selection selection = new Selection(30, 20, 2, 1);
        DatasetManifest first = write(selection, 1, target.resolve("a"));
        assertThat(write(selection, 1, target.resolve("b"))).isEqualTo(first);
        assertThat(write(selection, 2, target.resolve("c")).training()).isNotEqualTo(first.training());
    }

    @Test
    void saysWhatCannotBeDone() throws IOException {
        assertThatThrownBy(() -> write(new Selection(25, 10, 1, 1), 1, target)).hasMessageContaining("evenly");
        assertThatThrownBy(() -> write(new Selection(60, 10, 1, 1), 1, target)).hasMessageContaining("only 5");
        Files.delete(source.resolve("t10k-labels-idx1-ubyte.gz"));
        assertThatThrownBy(() -> write(new Selection(10, 10, 1, 1), 1, target))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("t10k-labels-idx1-ubyte.gz is missing");
    }

    private DatasetManifest write(Selection selection, long seed, Path directory) throws IOException {
        return new FashionMnistImport(source).write(selection, seed, SampleImages.writer(directory));
    }

    private DataOutputStream gzip(String name) throws IOException {
        return new DataOutputStream(new GZIPOutputStream(Files.newOutputStream(source.resolve(name))));
    }
}

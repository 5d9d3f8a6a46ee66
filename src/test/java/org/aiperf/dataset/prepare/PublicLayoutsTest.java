// SPDX-License-Identifier: Apache-2.0
package org.aiperf.dataset.prepare;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Data sets as their publishers lay them out: read right, or refused with what to do. */
class PublicLayoutsTest {

    private final Path directory;

    PublicLayoutsTest(@TempDir Path directory) {
        this.directory = directory;
    }

    @Test
    void imageFolderOfHuggingFaceWithMetadata() throws IOException {
        SourceCase.images(directory, "train/0001.png", "train/0002.png", "test/0003.png");
        text("train/metadata.csv", "file_name,label\n0001.png,cat\n0002.png,dog\n");
        assertThatThrownBy(() -> read(SplitRule.WORDS))
                .hasMessageContaining("train is named as a split is, but holds no directories of classes")
                .hasMessageContaining("sort them into one for each class");
    }

    @Test
    void kagglesFlatValidation() throws IOException {
        SourceCase.images(
                directory,
                "ILSVRC/Data/CLS-LOC/train/n01440764/n01440764_1.JPEG",
                "ILSVRC/Data/CLS-LOC/train/n01443537/n01443537_1.JPEG",
                "ILSVRC/Data/CLS-LOC/val/ILSVRC2012_val_00000001.JPEG",
                "ILSVRC/Data/CLS-LOC/test/ILSVRC2012_test_00000001.JPEG");
        text(
                "LOC_val_solution.csv",
                "ImageId,PredictionString\nILSVRC2012_val_00000001,n01443537 1 2 3 4 n01443537 5 6 7 8\n");
        assertThatThrownBy(() -> read(SplitRule.WORDS))
                .hasMessageContaining("or name")
                .hasMessageContaining("CLS-LOC");
        assertThat(SourceCase.read(new FolderSource(
                        directory.resolve("ILSVRC/Data/CLS-LOC").toString(),
                        SplitRule.WORDS,
                        directory.resolve("LOC_val_solution.csv").toString())))
                .containsExactly(
                        "train n01440764/n01440764_1.JPEG = 0",
                        "train n01443537/n01443537_1.JPEG = 1",
                        "validation n01443537/ILSVRC2012_val_00000001.JPEG = 1");
    }

    @Test
    void tinyImageNet() throws IOException {
        SourceCase.images(
                directory,
                "train/n01/images/n01_0.JPEG",
                "train/n02/images/n02_0.JPEG",
                "val/images/val_0.JPEG",
                "val/images/val_1.JPEG",
                "test/images/test_0.JPEG");
        text("train/n01/n01_boxes.txt", "n01_0.JPEG\t0\t0\t62\t62\n");
        text("val/val_annotations.txt", "val_0.JPEG\tn02\t0\t0\t62\t62\nval_1.JPEG\tn01\t0\t0\t62\t62\n");
        text("wnids.txt", "n02\nn01\n");
        text("words.txt", "n01\tfish\nn02\tbird\n");
        assertThat(read(SplitRule.WORDS))
                .containsExactly(
                        "train n01/n01_0.JPEG = 0",
                        "train n02/n02_0.JPEG = 1",
                        "validation n01/val_1.JPEG = 0",
                        "validation n02/val_0.JPEG = 1");
    }

    @Test
    void cifarAsPngInTrainAndTest() throws IOException {
        SourceCase.images(
                directory,
                "train/airplane/0001.png",
                "train/cat/0002.png",
                "test/airplane/0001.png",
                "test/cat/0002.png");
        assertThat(read(SplitRule.WORDS))
                .allMatch(line -> line.startsWith("train "))
                .hasSize(2);
        assertThat(source(SplitRule.WORDS).layout(new Configuration()).told()).contains("'test': another split");
        assertThat(read(new SplitRule("", "test")))
                .containsExactly(
                        "train airplane/0001.png = 0",
                        "train cat/0002.png = 1",
                        "validation airplane/0001.png = 0",
                        "validation cat/0002.png = 1");
    }

    @Test
    void places365WithItsListsAndLetters() throws IOException {
        SourceCase.images(
                directory,
                "data_256/a/airfield/00000001.jpg",
                "data_256/b/barn/00000001.jpg",
                "val_256/Places365_val_00000001.jpg");
        text("places365_val.txt", "Places365_val_00000001.jpg 1\n");
        assertThatThrownBy(() -> read(SplitRule.WORDS))
                .hasMessageContaining("val_256 is named as a split is")
                .hasMessageContaining("--train PATTERN");
    }

    @Test
    void iNaturalistOf2018() throws IOException {
        SourceCase.images(
                directory,
                "train_val2018/Aves/2761/a.jpg",
                "train_val2018/Aves/2762/b.jpg",
                "train_val2018/Fungi/1/c.jpg");
        text("train2018.json", "{}");
        assertThatThrownBy(() -> read(SplitRule.WORDS))
                .hasMessageContaining("train_val2018 is named as a split is")
                .hasMessageContaining("--train PATTERN");
    }

    @Test
    void food101() throws IOException {
        SourceCase.images(directory, "images/apple_pie/1.jpg", "images/waffles/2.jpg");
        text("meta/train.txt", "apple_pie/1\n");
        text("meta/test.txt", "waffles/2\n");
        assertThatThrownBy(() -> read(SplitRule.WORDS))
                .hasMessageContaining("images holds 2 directories and no images, so it is no class")
                .hasMessageContaining("name it as the source");
    }

    @Test
    void stanfordCars() throws IOException {
        SourceCase.images(directory, "cars_train/00001.jpg", "cars_test/00001.jpg");
        text("devkit/cars_meta.mat", "MATLAB");
        assertThatThrownBy(() -> read(SplitRule.WORDS))
                .hasMessageContaining("is named as a split is, but holds no directories of classes")
                .hasMessageContaining("sort them into one for each class");
    }

    @Test
    void caltech101() throws IOException {
        SourceCase.images(
                directory,
                "101_ObjectCategories/BACKGROUND_Google/image_0001.jpg",
                "101_ObjectCategories/accordion/image_0001.jpg",
                "101_ObjectCategories/yin_yang/image_0001.jpg");
        text("Annotations/accordion/annotation_0001.mat", "MATLAB");
        text("Annotations/yin_yang/annotation_0001.mat", "MATLAB");
        assertThatThrownBy(() -> read(SplitRule.WORDS))
                .hasMessageContaining("101_ObjectCategories holds 3 directories and no images");
        assertThat(SourceCase.read(new FolderSource(
                        directory.resolve("101_ObjectCategories").toString(), SplitRule.WORDS, "")))
                .hasSize(3);
    }

    @Test
    void archivesOfClassesAndOfArchives() throws IOException {
        new Tars().image("n00004475_1.JPEG").image("n00004475_2.JPEG").write(directory.resolve("n00004475.tar"));
        WebDatasetSource source = new WebDatasetSource(directory.toString(), List.of(), SplitRule.WORDS);
        assertThatThrownBy(() -> SourceCase.read(source))
                .hasMessageContaining("nothing that tells its class")
                .hasMessageContaining("--source folders=DIR");
        new Tars()
                .member("n01440764.tar", new Tars().image("n01440764_1.JPEG").bytes())
                .write(directory.resolve("ILSVRC2012_img_train.tar"));
        Files.delete(directory.resolve("n00004475.tar"));
        assertThatThrownBy(() -> SourceCase.read(source))
                .hasMessageContaining("holds an archive, n01440764.tar")
                .hasMessageContaining("--source imagenet-tars=DIR");
    }

    private void text(String path, String content) throws IOException {
        SourceCase.write(directory, path, content.getBytes(UTF_8));
    }

    private FolderSource source(SplitRule rule) {
        return new FolderSource(directory.toString(), rule, "");
    }

    private List<String> read(SplitRule rule) throws IOException {
        return SourceCase.read(source(rule));
    }
}

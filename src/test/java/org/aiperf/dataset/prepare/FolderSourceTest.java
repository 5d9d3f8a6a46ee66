// SPDX-License-Identifier: Apache-2.0
package org.aiperf.dataset.prepare;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Directories as people have them. */
class FolderSourceTest {

    private final Path directory;

    FolderSourceTest(@TempDir Path directory) {
        this.directory = directory;
    }

    @Test
    void otherSplitsAreLeftOutAndCounted() throws IOException {
        SourceCase.images(
                directory,
                "train/cat/0.jpg",
                "train/dog/1.jpg",
                "val/cat/2.jpg",
                "val/dog/3.jpg",
                "test/cat/4.jpg",
                "test/5.jpg",
                "unlabeled/6.jpg",
                "extra/dog/7.jpg");
        assertThat(SourceCase.read(source()))
                .containsExactly(
                        "train cat/0.jpg = 0",
                        "train dog/1.jpg = 1",
                        "validation cat/2.jpg = 0",
                        "validation dog/3.jpg = 1");
        assertThat(SourceCase.leftOut(source())).containsExactly("4 files that belong to another split");
        assertThat(SourceCase.all(source()).suspicious()).isZero();
    }

    @Test
    void linksAreFollowedButNotInCircles() throws IOException {
        SourceCase.images(directory, "store/cat/0.jpg", "store/dog/1.jpg", "set/val/cat/2.jpg", "set/val/dog/3.jpg");
        Files.createSymbolicLink(directory.resolve("set/train"), directory.resolve("store"));
        FolderSource source = new FolderSource(directory + "/set", SplitRule.WORDS, "");
        assertThat(SourceCase.read(source)).contains("train cat/0.jpg = 0", "train dog/1.jpg = 1");

        Files.createSymbolicLink(directory.resolve("store/cat/loop"), directory.resolve("store"));
        assertThatThrownBy(() -> SourceCase.read(source))
                .hasMessage(
                        "%s/set/train/cat/loop is a link to a directory that it is in, so it has no end; remove the link"
                                .formatted(directory));
    }

    @Test
    void aClassIsNoSplitForTheBeginningOfItsName() throws IOException {
        SourceCase.images(directory, "boots/0.jpg", "trainers/1.jpg", "valentines/2.jpg", "testers/3.jpg");
        assertThat(SourceCase.read(source()))
                .containsExactly(
                        "train boots/0.jpg = 0",
                        "train testers/3.jpg = 1",
                        "train trainers/1.jpg = 2",
                        "train valentines/2.jpg = 3");
    }

    @Test
    void aClassNamedAsASplitIsAskedFor() throws IOException {
        SourceCase.images(directory, "bus/0.jpg", "freight train/1.jpg", "car/2.jpg");
        assertThatThrownBy(() -> SourceCase.read(source()))
                .hasMessageContaining("freight train is named as a split is, but holds no directories of classes")
                .hasMessageContaining("--train '*'");
        assertThat(SourceCase.read(new FolderSource(directory.toString(), new SplitRule("*", ""), "")))
                .hasSize(3);
    }

    @Test
    void insideASplitAClassMayBeNamedAsASplit() throws IOException {
        SourceCase.images(directory, "train/test tube/0.jpg", "train/train/1.jpg", "val/train/2.jpg");
        assertThat(SourceCase.read(source()))
                .containsExactly("train test tube/0.jpg = 0", "train train/1.jpg = 1", "validation train/2.jpg = 1");
    }

    @Test
    void aSplitInSeveralDirectoriesIsOne() throws IOException {
        SourceCase.images(directory, "train.X1/a/0.jpg", "train.X2/b/1.jpg", "val.X/a/2.jpg", "val.X/b/3.jpg");
        assertThat(SourceCase.read(source()))
                .containsExactly(
                        "train a/0.jpg = 0", "train b/1.jpg = 1", "validation a/2.jpg = 0", "validation b/3.jpg = 1");
    }

    @Test
    void tinyImageNetIsReadByItsAnnotations() throws IOException {
        SourceCase.images(
                directory,
                "train/n01/images/a.JPEG",
                "train/n02/images/b.JPEG",
                "val/images/val_0.JPEG",
                "val/images/val_1.JPEG",
                "test/images/test_0.JPEG");
        SourceCase.write(directory, "wnids.txt", "n01\nn02\nn03\n".getBytes(UTF_8));
        SourceCase.write(directory, "train/n01/n01_boxes.txt", "a.JPEG\t0\t0\t9\t9\n".getBytes(UTF_8));
        SourceCase.write(
                directory,
                "val/val_annotations.txt",
                "val_0.JPEG\tn02\t0\t0\t9\t9\nval_1.JPEG\tn01\t0\t0\t9\t9\n".getBytes(UTF_8));
        assertThat(SourceCase.read(source()))
                .containsExactly(
                        "train n01/a.JPEG = 0",
                        "train n02/b.JPEG = 1",
                        "validation n01/val_1.JPEG = 0",
                        "validation n02/val_0.JPEG = 1");
        assertThat(SourceCase.leftOut(source()))
                .containsExactly(
                        "2 files that are texts, such as .txt, .xml or .json", "1 files that belong to another split");
    }

    @Test
    void validationImagesInOneDirectoryNeedAFileWithTheirClasses() throws IOException {
        SourceCase.images(
                directory,
                "train/n01/0.JPEG",
                "train/n02/1.JPEG",
                "val/ILSVRC2012_val_00000001.JPEG",
                "val/ILSVRC2012_val_00000002.JPEG");
        assertThatThrownBy(() -> SourceCase.read(source()))
                .hasMessageContaining("The 2 images in")
                .hasMessageContaining("lie together")
                .hasMessageContaining("--labels FILE");
        Path csv = Files.createDirectories(directory.resolve("elsewhere")).resolve("LOC_val_solution.csv");
        Files.writeString(
                csv,
                "ImageId,PredictionString\nILSVRC2012_val_00000002,n01 85 1 499 272\nILSVRC2012_val_00000001,n02 1 2 3 4 n02 5 6 7 8\n");
        assertThat(SourceCase.read(new FolderSource(directory.toString(), SplitRule.WORDS, csv.toString())))
                .contains(
                        "validation n01/ILSVRC2012_val_00000002.JPEG = 0",
                        "validation n02/ILSVRC2012_val_00000001.JPEG = 1");
        Files.writeString(directory.resolve("synsets.txt"), "n02\nn02\n");
        assertThat(SourceCase.read(source()))
                .contains(
                        "validation n02/ILSVRC2012_val_00000001.JPEG = 1",
                        "validation n02/ILSVRC2012_val_00000002.JPEG = 1");
        Files.copy(csv, directory.resolve("val.csv"));
        assertThatThrownBy(() -> SourceCase.read(source())).hasMessageContaining("different classes by");
    }

    @Test
    void foreignLayoutsAreNamed() throws IOException {
        SourceCase.images(directory, "train/cat.0.jpg", "train/dog.1.jpg", "test/1.jpg");
        assertThatThrownBy(() -> SourceCase.read(source())).hasMessageContaining("holds no directories of classes");
        Path kaggle = directory.resolve("kaggle");
        SourceCase.images(kaggle, "ILSVRC/Data/CLS-LOC/train/n01/0.JPEG", "ILSVRC/Data/CLS-LOC/train/n02/1.JPEG");
        assertThatThrownBy(() -> SourceCase.read(new FolderSource(kaggle.toString(), SplitRule.WORDS, "")))
                .hasMessageContaining("or name")
                .hasMessageContaining("CLS-LOC, which holds train");
        Path val = directory.resolve("val-only");
        SourceCase.images(val, "val/a/0.jpg", "val/b/1.jpg");
        assertThatThrownBy(() -> SourceCase.read(new FolderSource(val.toString(), SplitRule.WORDS, "")))
                .hasMessageContaining("there is none to train on");
    }

    @Test
    void everyFileThatIsLeftOutHasAReason() throws IOException {
        SourceCase.images(
                directory,
                "train/cat/0.jpg",
                "train/cat/_DSC0001.JPG",
                "train/cat/2.jfif",
                "train/dog/3.png",
                "train/cat/a.webp",
                "train/cat/b.GIF",
                "train/cat/noending",
                "train/cat/sub/deep/c.jpg",
                "train/cat/.d.jpg",
                "train/cat/._0.jpg",
                "train/dog/Thumbs.db",
                "train/stray.jpg",
                "other/e.jpg");
        SourceCase.write(directory, "train/dog/empty.jpg", new byte[0]);
        SourceCase.write(directory, "train/dog/0.xml", new byte[1]);
        assertThat(SourceCase.read(source()))
                .containsExactly(
                        "train cat/0.jpg = 0",
                        "train cat/2.jfif = 0",
                        "train cat/_DSC0001.JPG = 0",
                        "train dog/3.png = 1");
        assertThat(SourceCase.leftOut(source()))
                .containsExactly(
                        "3 files that do not end like an image (.jpg, .jpeg, .png)",
                        "1 files that lie deeper than in the directory of their class",
                        "2 files that lie beside the directories of the classes",
                        "1 files that begin with a dot",
                        "1 files that are empty",
                        "1 files that are texts, such as .txt, .xml or .json",
                        "2 files that were made by an operating system (._*, .DS_Store, Thumbs.db)");
        Leftovers leftovers = SourceCase.all(source());
        assertThatThrownBy(() -> leftovers.requireFew(4, 0.01))
                .hasMessageContaining("8 of 12 files would be left out, and 1 % may be")
                .hasMessageContaining("3 files that do not end like an image")
                .hasMessageContaining("a.webp")
                .hasMessageContaining("--allow-left-out 0.667");
        leftovers.requireFew(4, 0.667);
        leftovers.requireFew(792, 0.01);
    }

    @Test
    void namesOfAnyKindAreRead() throws IOException {
        SourceCase.images(
                directory,
                "train/a b/2020-01-01 10:20:30.jpg",
                "train/c%20d/50% [x]{y}*?.jpg",
                "train/日本/写真,1.jpg",
                "train/a b/#+&=;.jpg",
                "train/a b/x\\y.jpg");
        assertThat(SourceCase.files(source()).keySet())
                .containsExactlyInAnyOrder(
                        "train a b/2020-01-01 10:20:30.jpg",
                        "train c%20d/50% [x]{y}*?.jpg",
                        "train 日本/写真,1.jpg",
                        "train a b/#+&=;.jpg",
                        "train a b/x\\y.jpg");
    }

    @Test
    void linksToNothingAreRefusedWithTheirDirectory() throws IOException {
        SourceCase.images(directory, "train/cat/0.jpg", "train/dog/1.jpg");
        Files.createSymbolicLink(directory.resolve("train/dog/2.jpg"), directory.resolve("gone.jpg"));
        assertThatThrownBy(() -> SourceCase.read(source()))
                .hasMessageContaining("1 names in")
                .hasMessageContaining("train/dog cannot be read, such as '2.jpg'");
    }

    private FolderSource source() {
        return new FolderSource(directory.toString(), SplitRule.WORDS, "");
    }
}

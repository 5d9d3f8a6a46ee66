// SPDX-License-Identifier: Apache-2.0
package org.aiperf.dataset.prepare;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Archives as people have them. */
class WebDatasetSourceTest {

    private final Path directory;

    WebDatasetSourceTest(@TempDir Path directory) {
        this.directory = directory;
    }

    @Test
    void splitsAreToldByWordsInNamesAndDirectories() throws IOException {
        new Tars().pair("0", 0).write(directory.resolve("imagenet1k-train-0000.tar"));
        new Tars().pair("0", 1).write(directory.resolve("train/0001.tar"));
        new Tars().pair("0", 2).write(directory.resolve("imagenet1k-validation-00.tar"));
        new Tars().pair("0", 3).write(directory.resolve("imagenet1k-test-00.tar"));
        assertThat(SourceCase.read(source()))
                .containsExactly(
                        "train imagenet1k-train-0000.tar/0.jpg = 0",
                        "train train/0001.tar/0.jpg = 1",
                        "validation imagenet1k-validation-00.tar/0.jpg = 2");
        assertThat(SourceCase.leftOut(source())).containsExactly("1 files that belong to another split");
    }

    @Test
    void namesThatDoNotTellTheSplitAreRefusedUnlessThePatternsDo() throws IOException {
        new Tars().pair("0", 0).write(directory.resolve("train-0.tar"));
        new Tars().pair("1", 1).write(directory.resolve("more-0.tar"));
        assertThatThrownBy(() -> SourceCase.read(source()))
                .hasMessageContaining("'train-0.tar': training, 'more-0.tar': no split")
                .hasMessageContaining("--train PATTERN and --validation PATTERN");
        assertThat(SourceCase.read(source(List.of(), new SplitRule("more*", "train*"))))
                .containsExactly("train more-0.tar/1.jpg = 1", "validation train-0.tar/0.jpg = 0");
        Files.delete(directory.resolve("train-0.tar"));
        assertThat(SourceCase.read(source())).containsExactly("train more-0.tar/1.jpg = 1");
    }

    @Test
    void whereThereAreNoArchivesSaysWhatThereIs() throws IOException {
        Files.write(directory.resolve("a.zip"), new byte[1]);
        assertThatThrownBy(() -> SourceCase.read(source())).hasMessageContaining("holds no files *.tar but 1 *.zip");
    }

    @Test
    void onlyExactKindsCountAndTheOthersOfAKeyAreCounted() throws IOException {
        new Tars()
                .pair("a/0", 3)
                .image("a/0.seg.png")
                .text("a/0.coarse.cls", "9")
                .text("a/0.caption", "a dog")
                .image("b/0.JPEG")
                .text("b/0.cls", " 4\n")
                .text("c.cls", "1")
                .image("d.x.jpg")
                .write(directory.resolve("train-0.tar"));
        assertThat(SourceCase.read(source()))
                .containsExactly("train train-0.tar/a/0.jpg = 3", "train train-0.tar/b/0.JPEG = 4");
        assertThat(SourceCase.leftOut(source()))
                .containsExactly("2 files that have a key without an image", "3 files that are other members of a key");
    }

    @ParameterizedTest
    @CsvSource({
        "jpg, two images of one key: k.jpg and k.jpg",
        "png, two images of one key: k.jpg and k.png",
        "cls, two members k.cls",
    })
    void twoOfAKindAreRefused(String kind, String problem) throws IOException {
        new Tars().pair("k", 0).image("k." + kind).write(directory.resolve("train-0.tar"));
        assertThatThrownBy(() -> SourceCase.read(source())).hasMessageContaining(problem);
    }

    @Test
    void classesStandInClsJsonOrTxt() throws IOException {
        new Tars()
                .image("0.jpg")
                .text("0.cls", "dog")
                .image("1.jpg")
                .text("1.json", "{\"label\": 1, \"caption\": \"x\"}")
                .image("2.jpg")
                .text("2.json", "{\"label\": \"cat\"}")
                .image("3.jpg")
                .text("3.txt", "dog\n")
                .image("4.jpg")
                .text("4.cls", "0")
                .text("4.txt", "a photo of a dog")
                .write(directory.resolve("train-0.tar"));
        assertThat(SourceCase.read(source(List.of("cat", "dog"), SplitRule.WORDS)))
                .containsExactly(
                        "train train-0.tar/0.jpg = 1",
                        "train train-0.tar/1.jpg = 1",
                        "train train-0.tar/2.jpg = 0",
                        "train train-0.tar/3.jpg = 1",
                        "train train-0.tar/4.jpg = 0");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "cls | 65536 | 0.cls in | which is no class",
                "cls | -1 | 0.cls in | which is no class",
                "cls | 999999999999 | 0.cls in | which is no class",
                "cls | 1.5 | is '1.5' | the number of a class, from 0",
                "cls | '' | is '' | the number of a class",
                "cls | wolf | is 'wolf' | a name that --classes FILE lists",
                "json | {\"label\": [1]} | 0.json in | the number of a class",
                "json | {\"caption\": \"x\"} | nothing that tells its class | 0.json with \"label\"",
                "json | {\"label | is no JSON | .cls",
                "txt | dog | nothing that tells its class | --classes FILE",
            })
    void aClassThatIsNoneIsNamed(String kind, String content, String where, String problem) throws IOException {
        new Tars().image("0.jpg").text("0." + kind, content).write(directory.resolve("train-0.tar"));
        assertThatThrownBy(() -> SourceCase.read(source()))
                .hasMessageContaining(where)
                .hasMessageContaining(problem);
    }

    @Test
    void membersOfOperatingSystemsAreNoKeys() throws IOException {
        new Tars()
                .pair("0", 0)
                .text("._0.jpg", "Mac OS X")
                .text("__MACOSX/._0.cls", "x")
                .text(".DS_Store", "x")
                .write(directory.resolve("train-0.tar"));
        assertThat(SourceCase.read(source())).containsExactly("train train-0.tar/0.jpg = 0");
        assertThat(SourceCase.all(source()).suspicious()).isZero();
    }

    @Test
    void linksStandForWhatTheyLeadTo() throws IOException {
        new Tars()
                .pair("a/0", 0)
                .link("a/1.jpg", TarConstants.LF_LINK, "a/0.jpg")
                .text("a/1.cls", "1")
                .link("b/2.jpg", TarConstants.LF_SYMLINK, "../a/0.jpg")
                .text("b/2.cls", "2")
                .link("b/3.jpg", TarConstants.LF_SYMLINK, "../../elsewhere.jpg")
                .link("fifo", TarConstants.LF_FIFO, "")
                .write(directory.resolve("train-0.tar"));
        Map<String, byte[]> files = SourceCase.files(source());
        assertThat(files)
                .containsOnlyKeys(
                        "train train-0.tar/a/0.jpg", "train train-0.tar/a/1.jpg", "train train-0.tar/b/2.jpg");
        assertThat(files.values()).allSatisfy(file -> assertThat(file).isEqualTo(SourceCase.image(0)));
        assertThat(SourceCase.leftOut(source()))
                .containsExactly(
                        "1 files that are links to nothing in the archive", "1 files that are no ordinary files");
    }

    /** Wherever a copy breaks off, it is not taken for a smaller archive. */
    @Test
    void anArchiveThatEndsEarlyAnywhereIsRefused() throws IOException {
        byte[] whole = new Tars().pair("0", 0).pair("1", 1).bytes();
        int end = lastContent(whole);
        Path file = directory.resolve("train-0.tar");
        for (int length = 100; length < end + 512; length += 100) {
            Files.write(file, Arrays.copyOf(whole, length));
            assertThatThrownBy(() -> SourceCase.read(source()))
                    .as("first %d bytes", length)
                    .hasMessageContaining("train-0.tar")
                    .hasMessageContaining("copy it again");
        }
        Files.write(file, Arrays.copyOf(whole, end));
        assertThatThrownBy(() -> SourceCase.read(source()))
                .hasMessageContaining("ends early, at byte %,d, after 4 members".formatted(end));
        Files.write(file, Arrays.copyOf(whole, end + 512));
        assertThat(SourceCase.read(source())).hasSize(2);
    }

    @ParameterizedTest
    @CsvSource({
        "1f8b08000000, compressed by gzip",
        "504b0304, a zip archive",
        "28b52ffd, compressed by Zstandard",
        "3c21444f4354595045, a web page",
        "76657273696f6e2068747470733a2f2f6769742d6c6673, git lfs pull",
    })
    void whatIsNoArchiveIsNamed(String start, String kind) throws IOException {
        byte[] bytes = Arrays.copyOf(java.util.HexFormat.of().parseHex(start), 600);
        Files.write(directory.resolve("train-0.tar"), bytes);
        assertThatThrownBy(() -> SourceCase.read(source())).hasMessageContaining(kind);
    }

    @Test
    void compressedArchivesGiveTheSameImagesAndAreWholeOrRefused() throws IOException {
        new Tars()
                .pair("a/0", 0)
                .image("a/0.seg.png")
                .pair("1", 1)
                .writeCompressed(directory.resolve("train-0.tar.gz"));
        new Tars().pair("0", 0).write(directory.resolve("val-0.tar"));
        assertThat(SourceCase.read(source()))
                .containsExactly(
                        "train train-0.tar.gz/1.jpg = 1",
                        "train train-0.tar.gz/a/0.jpg = 0",
                        "validation val-0.tar/0.jpg = 0");
        assertThat(SourceCase.files(source()).get("train train-0.tar.gz/1.jpg")).isEqualTo(SourceCase.image(2));
        assertThat(SourceCase.leftOut(source())).containsExactly("1 files that are other members of a key");
        byte[] whole = Files.readAllBytes(directory.resolve("train-0.tar.gz"));
        for (int length : new int[] {whole.length - 4, whole.length - 20, whole.length / 2, 30}) {
            Files.write(directory.resolve("train-0.tar.gz"), Arrays.copyOf(whole, length));
            assertThatThrownBy(() -> SourceCase.read(source()))
                    .as("first %d bytes", length)
                    .hasMessageContaining("train-0.tar.gz")
                    .hasMessageContaining("ends early");
        }
    }

    /** Wherever a copy breaks off, also one that is not compressed but lies beside one that is. */
    @Test
    void aCutArchiveBesideACompressedOneIsRefused() throws IOException {
        new Tars().pair("0", 0).writeCompressed(directory.resolve("val-0.tar.gz"));
        byte[] whole = new Tars().pair("0", 0).pair("1", 1).bytes();
        int end = lastContent(whole);
        for (int length = 512; length <= end; length += 512) {
            Files.write(directory.resolve("train-0.tar"), Arrays.copyOf(whole, length));
            assertThatThrownBy(() -> SourceCase.read(source()))
                    .as("first %d bytes", length)
                    .hasMessageContaining("train-0.tar")
                    .hasMessageContaining("copy it again");
        }
        Files.write(directory.resolve("train-0.tar"), whole);
        assertThat(SourceCase.read(source())).hasSize(3);
        assertThat(SourceCase.files(source())).hasSize(3);
    }

    /** The library takes a missing header for the end of an archive. */
    @Test
    void aCompressedArchiveWithoutItsEndIsRefused() throws IOException {
        byte[] whole = new Tars().pair("0", 0).pair("1", 1).bytes();
        for (int length = 0; length <= lastContent(whole); length += 512) {
            compressed("train-0.tar.gz", Arrays.copyOf(whole, length));
            assertThatThrownBy(() -> SourceCase.read(source()))
                    .as("first %d bytes", length)
                    .hasMessageContaining("train-0.tar.gz")
                    .hasMessageContaining("copy it again");
        }
        compressed("train-0.tar.gz", new byte[1024]);
        assertThatThrownBy(() -> SourceCase.read(source())).hasMessageContaining("holds no files");
        compressed(
                "train-0.tar.gz",
                "<!DOCTYPE html><html>not found</html>".repeat(30).getBytes(UTF_8));
        assertThatThrownBy(() -> SourceCase.read(source())).hasMessageContaining("a web page");
    }

    @Test
    void fewBytesOfACompressedArchiveAreCalledCut() throws IOException {
        new Tars().pair("0", 0).writeCompressed(directory.resolve("train-0.tgz"));
        byte[] whole = Files.readAllBytes(directory.resolve("train-0.tgz"));
        for (int length = 2; length < whole.length - 8; length += 7) {
            Files.write(directory.resolve("train-0.tgz"), Arrays.copyOf(whole, length));
            assertThatThrownBy(() -> SourceCase.read(source()))
                    .as("first %d bytes", length)
                    .hasMessageContaining("train-0.tgz")
                    .hasMessageContaining("ends early");
        }
    }

    @Test
    void aPlainArchiveThatIsCalledCompressedIsRead() throws IOException {
        new Tars().pair("0", 0).write(directory.resolve("train-0.tar.gz"));
        assertThat(SourceCase.files(source())).containsOnlyKeys("train train-0.tar.gz/0.jpg");
    }

    @Test
    void hiddenArchivesAreCounted() throws IOException {
        new Tars().pair("0", 0).write(directory.resolve("train-0.tar"));
        new Tars().pair("0", 0).write(directory.resolve(".train-1.tar"));
        new Tars().pair("0", 0).write(directory.resolve("._train-2.tar"));
        new Tars().pair("0", 0).write(directory.resolve(".cache/train-3.tar"));
        assertThat(SourceCase.leftOut(source()))
                .containsExactly(
                        "2 files that begin with a dot",
                        "1 files that were made by an operating system (._*, .DS_Store, Thumbs.db)");
    }

    private void compressed(String name, byte[] content) throws IOException {
        try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(directory.resolve(name)))) {
            out.write(content);
        }
    }

    @Test
    void namesOfAnyScriptAreRead() throws IOException {
        new Tars().pair("写真/ünï 1", 0).pair("a:b c", 1).write(directory.resolve("train é:1.tar"));
        assertThat(SourceCase.read(source()))
                .containsExactly("train train é:1.tar/a:b c.jpg = 1", "train train é:1.tar/写真/ünï 1.jpg = 0");
    }

    private WebDatasetSource source() {
        return source(List.of(), SplitRule.WORDS);
    }

    private WebDatasetSource source(List<String> classNames, SplitRule rule) {
        return new WebDatasetSource(directory.toString(), classNames, rule);
    }

    /** Where the blocks of zeros begin that end an archive. */
    private static int lastContent(byte[] tar) {
        int end = tar.length;
        while (new String(tar, end - 512, 512, UTF_8).chars().allMatch(each -> each == 0)) {
            end -= 512;
        }
        return end;
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.aiperf.dataset.prepare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.example.data.simple.SimpleGroupFactory;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.example.ExampleParquetWriter;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.MessageTypeParser;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Parquet files as people have them. */
class ParquetSourceTest {

    private static final String IMAGE =
            "optional group image { optional binary bytes; optional binary path (STRING); } ";

    private final Path directory;

    ParquetSourceTest(@TempDir Path directory) {
        this.directory = directory;
    }

    /** Adds the label of a row, if it has one. */
    @FunctionalInterface
    private interface Label {
        void to(Group row);
    }

    @Test
    void emptyFilesAndRowGroupsAreNoRows() throws IOException {
        write("data/train-0.parquet", IMAGE + "optional int64 label;", row -> row.append("label", 1L));
        write("data/train-1.parquet", IMAGE + "optional int64 label;");
        write("data/validation-0.parquet", IMAGE + "optional int64 label;");
        assertThat(SourceCase.read(source())).containsExactly("train data/train-0.parquet/000000/000000/0.jpg = 1");
    }

    @Test
    void aPartOfASplitIsNotTakenForTheWhole() throws IOException {
        write("default/partial-train/0000.parquet", IMAGE + "optional int64 label;", row -> row.append("label", 1L));
        assertThatThrownBy(() -> SourceCase.read(source()))
                .hasMessageContaining("'default/partial-train/0000.parquet'")
                .hasMessageContaining("only a part of a split")
                .hasMessageContaining("--train PATTERN");
        assertThat(SourceCase.read(
                        new ParquetSource(directory.toString(), List.of(), new SplitRule("*partial-train*", ""))))
                .hasSize(1);
    }

    @ParameterizedTest
    @CsvSource({
        "optional int32 label, 1",
        "optional int32 label (UINT_8), 1",
        "required int64 label, 1",
        "optional boolean label, 1",
        "optional float label, 1",
        "optional double label, 1",
        "optional binary label (STRING), 1",
        "optional binary label, 1",
        "optional binary label (STRING), dog",
        "optional int64 cls, 1",
    })
    void classesAreReadInWhateverTypeIsPlain(String column, String value) throws IOException {
        write("train-0.parquet", IMAGE + column + ";", row -> add(row, value));
        ParquetSource source = new ParquetSource(directory.toString(), List.of("cat", "dog"), SplitRule.WORDS);
        assertThat(SourceCase.read(source)).containsExactly("train train-0.parquet/000000/000000/0.jpg = 1");
        assertThat(SourceCase.files(source).values()).containsExactly(SourceCase.image(0));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "optional double label | 1.5 | Column label (optional double label) in row 0 of row group 0 | whole number",
                "optional double label | NaN | is NaN | whole number",
                "optional binary label (STRING) | wolf | Column label (optional binary label (STRING)) | is 'wolf'",
                "optional int64 label | -1 | is -1 | no class",
                "optional int64 label | 70000 | is 70000 | from 0 to 65535",
                "optional int64 label | null | no value in column label | leave images without a class out",
                "repeated int64 label | 1 | is repeated int64 label | one whole number",
                "optional int32 label (DATE) | 1 | is optional int32 label (DATE) | expected is one whole number",
                "optional int64 label (DECIMAL(9,2)) | 1 | (DECIMAL(9,2)) | expected is one whole number",
                "optional int64 x | 1 | does not tell the column of the class | optional int64 x",
            })
    void aClassThatIsNoneIsNamedWithColumnAndType(String column, String value, String where, String problem)
            throws IOException {
        write("train-0.parquet", IMAGE + column + ";", row -> add(row, value));
        assertThatThrownBy(() -> SourceCase.read(source()))
                .hasMessageContaining("train-0.parquet")
                .hasMessageContaining(where)
                .hasMessageContaining(problem);
    }

    @Test
    void imagesMayBeBytesAloneOrHaveAnotherName() throws IOException {
        write("train-0.parquet", "optional binary jpg; optional int64 label;", row -> row.append("label", 0L));
        write("val-0.parquet", IMAGE.replace("image", "img") + "optional int64 label;", row -> row.append("label", 1L));
        assertThat(SourceCase.files(source()).values()).containsExactly(SourceCase.image(0), SourceCase.image(0));
        write(
                "train-0.parquet",
                "optional binary jpg; optional binary png; optional int64 label;",
                row -> row.append("label", 0L));
        assertThatThrownBy(() -> SourceCase.read(source()))
                .hasMessageContaining("does not tell the column of the image")
                .hasMessageContaining("optional binary png");
    }

    @Test
    void theMetadataTellClassNamesAndTheColumn() throws IOException {
        String features =
                "{\"info\":{\"features\":{\"breed\":{\"names\":[\"cat\",\"dog\"],\"_type\":\"ClassLabel\"}}}}";
        write(
                "train-0.parquet",
                IMAGE + "optional int64 breed; optional int64 age;",
                Map.of("huggingface", features),
                CompressionCodecName.UNCOMPRESSED,
                row -> row.append("breed", 1L));
        assertThat(SourceCase.read(source())).containsExactly("train train-0.parquet/000000/000000/0.jpg = 1");
        assertThat(source().layout(new org.apache.hadoop.conf.Configuration()).classNames())
                .containsExactly("cat", "dog");
    }

    @ParameterizedTest
    @EnumSource(
            value = CompressionCodecName.class,
            names = {"SNAPPY", "GZIP", "ZSTD", "LZ4_RAW"})
    void usualCodecsAreRead(CompressionCodecName codec) throws IOException {
        write("train-0.parquet", IMAGE + "optional int64 label;", Map.of(), codec, row -> row.append("label", 1L));
        assertThat(SourceCase.files(source()).values()).containsExactly(SourceCase.image(0));
    }

    @Test
    void configurationsOfARepositoryAreNotMixed() throws IOException {
        for (String configuration : List.of("small", "full")) {
            write(
                    configuration + "/train/0000.parquet",
                    IMAGE + "optional int64 label;",
                    row -> row.append("label", 1L));
        }
        assertThatThrownBy(() -> SourceCase.read(source()))
                .hasMessageContaining("several data sets, in its directories full, small");
        assertThat(SourceCase.read(new ParquetSource(directory.resolve("full").toString(), List.of(), SplitRule.WORDS)))
                .containsExactly("train train/0000.parquet/000000/000000/0.jpg = 1");
    }

    @Test
    void whatIsNoParquetFileIsNamed() throws IOException {
        write("train-0.parquet", IMAGE + "optional int64 label;", row -> row.append("label", 1L));
        Path file = directory.resolve("train-0.parquet");
        byte[] whole = Files.readAllBytes(file);
        Files.write(file, Arrays.copyOf(whole, whole.length - 20));
        assertThatThrownBy(() -> SourceCase.read(source())).hasMessageContaining("it ends early, after");
        Files.writeString(file, "version https://git-lfs.github.com/spec/v1\noid sha256:0\n");
        assertThatThrownBy(() -> SourceCase.read(source())).hasMessageContaining("git lfs pull");
        whole[whole.length - 5] = 0x7f;
        Files.write(file, whole);
        assertThatThrownBy(() -> SourceCase.read(source())).hasMessageContaining("copy it again");
    }

    private ParquetSource source() {
        return new ParquetSource(directory.toString(), List.of(), SplitRule.WORDS);
    }

    /** A value as the type of the last column wants it. */
    private static void add(Group row, String value) {
        int column = row.getType().getFieldCount() - 1;
        String name = row.getType().getFieldName(column);
        if (value.equals("null")) {
            return;
        }
        switch (row.getType().getType(column).asPrimitiveType().getPrimitiveTypeName()) {
            case INT32 -> row.append(name, Integer.parseInt(value));
            case INT64 -> row.append(name, Long.parseLong(value));
            case BOOLEAN -> row.append(name, value.equals("1"));
            case FLOAT -> row.append(name, Float.parseFloat(value));
            case DOUBLE -> row.append(name, Double.parseDouble(value));
            default -> row.append(name, Binary.fromString(value));
        }
    }

    private void write(String file, String columns, Label... labels) throws IOException {
        write(file, columns, Map.of(), CompressionCodecName.UNCOMPRESSED, labels);
    }

    private void write(
            String file, String columns, Map<String, String> metadata, CompressionCodecName codec, Label... labels)
            throws IOException {
        MessageType schema = MessageTypeParser.parseMessageType("message schema { " + columns + " }");
        Path path = directory.resolve(file);
        Files.createDirectories(path.getParent());
        Files.deleteIfExists(path);
        try (ParquetWriter<Group> writer = ExampleParquetWriter.builder(new org.apache.hadoop.fs.Path(path.toUri()))
                .withType(schema)
                .withCompressionCodec(codec)
                .withExtraMetaData(metadata)
                .build()) {
            for (int i = 0; i < labels.length; i++) {
                Group row = new SimpleGroupFactory(schema).newGroup();
                Binary bytes = Binary.fromConstantByteArray(SourceCase.image(i));
                if (schema.getType(0).isPrimitive()) {
                    row.append(schema.getFieldName(0), bytes);
                } else {
                    row.addGroup(0).append("bytes", bytes).append("path", i + ".jpg");
                }
                labels[i].to(row);
                writer.write(row);
            }
        }
    }
}

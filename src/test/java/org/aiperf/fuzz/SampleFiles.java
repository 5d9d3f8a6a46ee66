// SPDX-License-Identifier: Apache-2.0
package org.aiperf.fuzz;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import javax.imageio.ImageIO;
import org.aiperf.dataset.DatasetManifest;
import org.aiperf.dataset.DatasetManifest.Shard;
import org.aiperf.dataset.ImageExample;
import org.aiperf.dataset.TfRecordWriter;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.example.data.simple.SimpleGroupFactory;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.example.ExampleParquetWriter;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.MessageTypeParser;

/** Small good files of every kind that a data set comes in. */
final class SampleFiles {

    private static final int SIDE = 24;

    private SampleFiles() {}

    private static byte[] picture(String format, int type) throws IOException {
        BufferedImage image = new BufferedImage(SIDE, SIDE, type);
        for (int i = 0; i < SIDE * SIDE; i++) {
            image.setRGB(i % SIDE, i / SIDE, 0x10305 * i);
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        ImageIO.write(image, format, bytes);
        return bytes.toByteArray();
    }

    static List<byte[]> pictures() throws IOException {
        return List.of(
                picture("png", BufferedImage.TYPE_INT_RGB),
                picture("png", BufferedImage.TYPE_BYTE_INDEXED),
                picture("jpg", BufferedImage.TYPE_INT_RGB),
                picture("jpg", BufferedImage.TYPE_BYTE_GRAY));
    }

    static byte[] record() throws IOException {
        return new ImageExample(picture("jpg", BufferedImage.TYPE_INT_RGB), "JPEG", SIDE, SIDE, 3, "RGB", 1, "a.jpg")
                .toBytes();
    }

    static byte[] shard() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (TfRecordWriter writer = new TfRecordWriter(bytes)) {
            writer.write(record());
            writer.write(record());
        }
        return bytes.toByteArray();
    }

    static String manifest() {
        Shard shard = new Shard("train-0", 3, "0".repeat(64));
        return new DatasetManifest(
                        "samples",
                        4,
                        4,
                        1,
                        List.of("a", "b"),
                        1,
                        List.of(shard),
                        List.of(shard),
                        7,
                        "CC0",
                        "made here",
                        Optional.empty(),
                        List.of())
                .toJson();
    }

    static byte[] tar() throws IOException {
        Map<String, byte[]> members = new TreeMap<>();
        for (int i = 0; i < 3; i++) {
            members.put("dir/" + i + ".jpg", picture("jpg", BufferedImage.TYPE_BYTE_GRAY));
            members.put("dir/" + i + ".cls", Integer.toString(i).getBytes(UTF_8));
        }
        members.put("a/" + "long".repeat(50) + ".txt", new byte[7]);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (TarArchiveOutputStream tar = new TarArchiveOutputStream(bytes)) {
            tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
            for (Map.Entry<String, byte[]> member : members.entrySet()) {
                TarArchiveEntry entry = new TarArchiveEntry(member.getKey());
                entry.setSize(member.getValue().length);
                tar.putArchiveEntry(entry);
                tar.write(member.getValue());
                tar.closeArchiveEntry();
            }
        }
        return bytes.toByteArray();
    }

    static byte[] parquet(Path directory) throws IOException {
        MessageType schema = MessageTypeParser.parseMessageType(
                "message schema { optional group image { optional binary bytes; optional binary path (STRING); } optional int64 label; }");
        Path file = directory.resolve("sample.parquet");
        try (ParquetWriter<Group> writer = ExampleParquetWriter.builder(new org.apache.hadoop.fs.Path(file.toUri()))
                .withType(schema)
                .withExtraMetaData(
                        Map.of("huggingface", "{\"info\":{\"features\":{\"label\":{\"names\":[\"a\",\"b\"]}}}}"))
                .build()) {
            for (int i = 0; i < 4; i++) {
                Group row = new SimpleGroupFactory(schema).newGroup();
                row.addGroup("image")
                        .append("bytes", Binary.fromConstantByteArray(picture("jpg", BufferedImage.TYPE_BYTE_GRAY)))
                        .append("path", i + ".jpg");
                row.append("label", (long) i % 2);
                writer.write(row);
            }
        }
        return Files.readAllBytes(file);
    }
}

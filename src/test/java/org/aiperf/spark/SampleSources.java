// SPDX-License-Identifier: Apache-2.0
package org.aiperf.spark;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.aiperf.dataset.prepare.ImageFetcher;
import org.aiperf.dataset.prepare.ImageNetSource;
import org.aiperf.dataset.prepare.SourceImage;
import org.aiperf.dataset.prepare.SourcePart;
import org.aiperf.dataset.prepare.Split;
import org.aiperf.dataset.prepare.SynthNet;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.hadoop.conf.Configuration;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.example.data.simple.SimpleGroupFactory;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.example.ExampleParquetWriter;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.MessageTypeParser;

/** The same few made-up images of three classes in all the forms that people have theirs in. */
final class SampleSources {

    static final int TRAINING = 30;
    static final int VALIDATION = 9;
    static final List<String> SYNSETS = List.of("n00000001", "n00000002", "n00000003");

    private static final SynthNet IMAGES = new SynthNet(3, 20, 24, TRAINING, VALIDATION, 0.1, 1);

    private SampleSources() {}

    /** Image files by their names, for example {@code n00000002_7.JPEG}; the synset tells the class. */
    static Map<String, byte[]> images(Split split) throws IOException {
        Map<String, byte[]> files = new TreeMap<>();
        try (ImageFetcher fetcher = IMAGES.open(new Configuration())) {
            int count = split == Split.TRAINING ? TRAINING : VALIDATION;
            for (SourceImage image : IMAGES.list(
                            new SourcePart(split, -1, split.prefix(), 0, count), new Configuration())
                    .images()) {
                files.put(SYNSETS.get(image.label()) + "_" + image.offset() + ".JPEG", fetcher.fetch(image));
            }
        }
        return files;
    }

    static int label(String name) {
        return SYNSETS.indexOf(name.substring(0, 9));
    }

    static void folders(Path directory) throws IOException {
        for (Split split : Split.values()) {
            for (Map.Entry<String, byte[]> image : images(split).entrySet()) {
                Path folder = directory
                        .resolve(split == Split.TRAINING ? "train" : "val")
                        .resolve(SYNSETS.get(label(image.getKey())));
                Files.createDirectories(folder);
                Files.write(folder.resolve(image.getKey()), image.getValue());
            }
        }
    }

    static void imageNet(Path directory) throws IOException {
        Map<String, byte[]> archives = new TreeMap<>();
        for (String synset : SYNSETS) {
            Map<String, byte[]> members = new TreeMap<>(images(Split.TRAINING));
            members.keySet().removeIf(name -> !name.startsWith(synset));
            archives.put(synset + ".tar", tar(members));
        }
        Files.write(directory.resolve("ILSVRC2012_img_train.tar"), tar(archives));
        Map<String, byte[]> validation = new TreeMap<>();
        StringBuilder labels = new StringBuilder();
        for (Map.Entry<String, byte[]> image : images(Split.VALIDATION).entrySet()) {
            validation.put("ILSVRC2012_val_%08d.JPEG".formatted(validation.size() + 1), image.getValue());
            labels.append(image.getKey(), 0, 9).append('\n');
        }
        Files.write(directory.resolve("ILSVRC2012_img_val.tar"), tar(validation));
        Files.writeString(directory.resolve(ImageNetSource.LABELS), labels);
    }

    static void webDataset(Path directory) throws IOException {
        for (Split split : Split.values()) {
            Map<String, byte[]> members = new TreeMap<>();
            images(split).forEach((name, file) -> {
                String key = name.substring(0, name.indexOf('.'));
                members.put(key + ".jpg", file);
                members.put(key + ".cls", Integer.toString(label(name)).getBytes(UTF_8));
            });
            Files.write(directory.resolve(split.prefix() + "-000000.tar"), tar(members));
        }
    }

    static void parquet(Path directory) throws IOException {
        Path data = Files.createDirectories(directory.resolve("data"));
        MessageType schema = MessageTypeParser.parseMessageType(
                "message schema { optional group image { optional binary bytes; optional binary path (STRING); } optional int64 label; }");
        String names =
                "{\"info\":{\"features\":{\"label\":{\"names\":[\"cat\",\"dog\",\"eel\"],\"_type\":\"ClassLabel\"}}}}";
        for (Split split : Split.values()) {
            var file = new org.apache.hadoop.fs.Path(
                    data.resolve(split.prefix() + "-00000-of-00001.parquet").toUri());
            try (ParquetWriter<Group> writer = ExampleParquetWriter.builder(file)
                    .withType(schema)
                    .withRowGroupSize(8_000L)
                    .withPageSize(2_000)
                    .withMinRowCountForPageSizeCheck(1)
                    .withMaxRowCountForPageSizeCheck(1)
                    .withExtraMetaData(Map.of("huggingface", names))
                    .build()) {
                for (Map.Entry<String, byte[]> image : images(split).entrySet()) {
                    Group row = new SimpleGroupFactory(schema).newGroup();
                    row.addGroup("image")
                            .append("bytes", Binary.fromConstantByteArray(image.getValue()))
                            .append("path", image.getKey());
                    row.append("label", (long) label(image.getKey()));
                    writer.write(row);
                }
            }
        }
    }

    private static byte[] tar(Map<String, byte[]> members) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (OutputStream out = bytes;
                TarArchiveOutputStream tar = new TarArchiveOutputStream(out)) {
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
}

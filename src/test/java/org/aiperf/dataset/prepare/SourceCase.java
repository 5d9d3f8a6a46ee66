// SPDX-License-Identifier: Apache-2.0
package org.aiperf.dataset.prepare;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import javax.imageio.ImageIO;
import org.apache.hadoop.conf.Configuration;

/** What a source says of files that a test has made, without a job around it. */
final class SourceCase {

    private static final Configuration HADOOP = new Configuration();

    private SourceCase() {}

    /** A small JPEG of its own for each number. */
    static byte[] image(int number) {
        BufferedImage image = new BufferedImage(8, 8, BufferedImage.TYPE_BYTE_GRAY);
        for (int bit = 0; bit < 16; bit++) {
            image.getRaster().setSample(bit % 8, bit / 8 * 4, 0, (number >> bit & 1) * 255);
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try {
            ImageIO.write(image, "jpg", bytes);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        return bytes.toByteArray();
    }

    /** Writes image files at paths below a directory. */
    static void images(Path directory, String... paths) throws IOException {
        int number = 0;
        for (String path : paths) {
            write(directory, path, image(number++));
        }
    }

    static void write(Path directory, String path, byte[] content) throws IOException {
        Path file = directory.resolve(path);
        Files.createDirectories(file.getParent());
        Files.write(file, content);
    }

    /** Each image as {@code train class/name = label}, sorted. */
    static List<String> read(ImageSource source) throws IOException {
        List<String> lines = new ArrayList<>();
        for (SourcePart part : source.layout(HADOOP).parts()) {
            for (SourceImage image : source.list(part, HADOOP).images()) {
                lines.add("%s %s = %d".formatted(part.split().prefix(), image.name(), image.label()));
            }
        }
        lines.sort(Comparator.naturalOrder());
        return lines;
    }

    /** The bytes of each image by {@code train name}. */
    static Map<String, byte[]> files(ImageSource source) throws IOException {
        Map<String, byte[]> files = new TreeMap<>();
        List<SourcePart> parts = source.layout(HADOOP).parts();
        Optional<PartReader> reader = source.partReader(parts);
        for (SourcePart part : parts) {
            if (reader.isPresent()) {
                try (PartReader.Images images = reader.get().read(part, HADOOP)) {
                    for (PartReader.Read read = images.next(); read != null; read = images.next()) {
                        files.put(part.split().prefix() + " " + read.name(), read.file());
                    }
                }
            } else {
                try (ImageFetcher fetcher = source.open(HADOOP)) {
                    for (SourceImage image : source.list(part, HADOOP).images()) {
                        files.put(part.split().prefix() + " " + image.name(), fetcher.fetch(image));
                    }
                }
            }
        }
        return files;
    }

    /** Each reason as {@code 3 files that are empty}, in order. */
    static List<String> leftOut(ImageSource source) throws IOException {
        return all(source).list().stream()
                .map(left -> "%d files that %s".formatted(left.files(), left.reason()))
                .toList();
    }

    static Leftovers all(ImageSource source) throws IOException {
        SourceLayout layout = source.layout(HADOOP);
        Leftovers leftovers = new Leftovers();
        leftovers.addAll(layout.leftovers());
        for (SourcePart part : layout.parts()) {
            leftovers.addAll(source.list(part, HADOOP).leftovers());
        }
        return leftovers;
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.aiperf.dataset.prepare;

import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;

/**
 * Images in one directory for each class: {@code DIR/train/CLASS/*} and {@code DIR/val/CLASS/*} (or
 * {@code validation}), or {@code DIR/CLASS/*} without halves. The classes are the directories' names, sorted.
 *
 * @param directory DIR
 */
public record FolderSource(String directory) implements ImageSource {

    private static final long serialVersionUID = 1L;

    @Override
    public String description() {
        return "folders of " + directory;
    }

    @Override
    public SourceLayout layout(Configuration hadoop) throws IOException {
        List<FileStatus> top = SourceFiles.directoriesIn(directory, hadoop);
        Map<Half, String> halves = new EnumMap<>(Half.class);
        for (FileStatus each : top) {
            for (Half half : Half.values()) {
                if (SourceFiles.isOf(half, each.getPath().getName()) && top.size() <= Half.values().length + 1) {
                    halves.putIfAbsent(half, each.getPath().toString());
                }
            }
        }
        String training = halves.get(Half.TRAINING);
        return training == null
                ? layout(directory, Map.of(Half.TRAINING, directory), hadoop)
                : layout(training, halves, hadoop);
    }

    private static SourceLayout layout(String training, Map<Half, String> halves, Configuration hadoop)
            throws IOException {
        List<String> classes = SourceFiles.directoriesIn(training, hadoop).stream()
                .map(status -> status.getPath().getName())
                .toList();
        if (classes.size() < 2) {
            throw new IOException(
                    "%s has %d class directories, at least 2 are needed; expected are DIR/train/CLASS/* and DIR/val/CLASS/*, or DIR/CLASS/*"
                            .formatted(training, classes.size()));
        }
        List<SourcePart> parts = new ArrayList<>();
        for (Map.Entry<Half, String> half : halves.entrySet()) {
            for (FileStatus each : SourceFiles.directoriesIn(half.getValue(), hadoop)) {
                int label = classes.indexOf(each.getPath().getName());
                if (label < 0) {
                    throw new IOException("%s is a class that has no training images; remove it or add them"
                            .formatted(each.getPath()));
                }
                parts.add(new SourcePart(half.getKey(), label, each.getPath().toString(), 0, 0));
            }
        }
        return new SourceLayout(classes, parts);
    }

    @Override
    public List<SourceImage> list(SourcePart part, Configuration hadoop) throws IOException {
        List<SourceImage> images = new ArrayList<>();
        for (FileStatus status : SourceFiles.in(part.file(), hadoop)) {
            String file = status.getPath().getName();
            if (status.isFile() && SourceFiles.isImage(file)) {
                String name = part.file().substring(part.file().lastIndexOf('/') + 1) + "/" + file;
                images.add(new SourceImage(
                        name, part.label(), status.getPath().toString(), 0, Math.toIntExact(status.getLen())));
            }
        }
        return images;
    }

    @Override
    public ImageFetcher open(Configuration hadoop) {
        return new OpenFiles(hadoop);
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.aiperf.dataset.prepare;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;

/**
 * Tar archives in the manner of WebDataset: an image {@code KEY.jpg} (or {@code jpeg}, {@code png}) and beside it
 * {@code KEY.cls} with the number of its class, from 0. Archives whose names begin with {@code train} and {@code val} make
 * the two halves; if none does, all are training images.
 *
 * @param directory where the archives are
 * @param classNames one name a class, in label order; empty if the classes have only numbers
 */
public record WebDatasetSource(String directory, List<String> classNames) implements ImageSource {

    private static final long serialVersionUID = 1L;

    private static final int LONGEST_NUMBER = 32;

    public WebDatasetSource {
        classNames = List.copyOf(classNames);
    }

    @Override
    public String description() {
        return "webdataset of " + directory;
    }

    @Override
    public SourceLayout layout(Configuration hadoop) throws IOException {
        return new SourceLayout(classNames, parts(directory, ".tar", hadoop));
    }

    /** The files of a directory as parts of the halves that their names begin with. */
    static List<SourcePart> parts(String directory, String ending, Configuration hadoop) throws IOException {
        List<FileStatus> files = SourceFiles.filesIn(directory, ending, hadoop);
        if (files.isEmpty()) {
            throw new IOException("%s holds no files *%s; check the path".formatted(directory, ending));
        }
        List<SourcePart> parts = new ArrayList<>();
        for (Half half : Half.values()) {
            files.stream()
                    .filter(file -> SourceFiles.isOf(half, file.getPath().getName()))
                    .forEach(file ->
                            parts.add(new SourcePart(half, -1, file.getPath().toString(), 0, file.getLen())));
        }
        if (parts.stream().noneMatch(part -> part.half() == Half.TRAINING)) {
            files.stream()
                    .filter(file ->
                            !SourceFiles.isOf(Half.VALIDATION, file.getPath().getName()))
                    .forEach(file -> parts.add(
                            new SourcePart(Half.TRAINING, -1, file.getPath().toString(), 0, file.getLen())));
        }
        return parts;
    }

    @Override
    public List<SourceImage> list(SourcePart part, Configuration hadoop) throws IOException {
        Map<String, TarMembers.Member> images = new LinkedHashMap<>();
        Map<String, Integer> labels = new LinkedHashMap<>();
        try (OpenFiles files = new OpenFiles(hadoop)) {
            for (TarMembers.Member member : TarMembers.of(part.file(), part.offset(), part.length(), hadoop)) {
                if (SourceFiles.isImage(member.name())) {
                    images.put(key(member.name()), member);
                } else if (member.name().endsWith(".cls")) {
                    labels.put(key(member.name()), label(member, part, files));
                }
            }
        }
        String archive = part.file().substring(part.file().lastIndexOf('/') + 1);
        List<SourceImage> list = new ArrayList<>();
        for (Map.Entry<String, TarMembers.Member> image : images.entrySet()) {
            Integer label = labels.get(image.getKey());
            if (label == null) {
                throw new IOException("%s holds %s but no %s.cls with its class"
                        .formatted(part.file(), image.getValue().name(), image.getKey()));
            }
            TarMembers.Member member = image.getValue();
            list.add(new SourceImage(
                    archive + "/" + member.name(), label, part.file(), member.offset(), (int) member.length()));
        }
        return list;
    }

    @Override
    public ImageFetcher open(Configuration hadoop) {
        return new OpenFiles(hadoop);
    }

    private int label(TarMembers.Member member, SourcePart part, OpenFiles files) throws IOException {
        int length = (int) Math.min(member.length(), LONGEST_NUMBER);
        String text = new String(
                        files.fetch(new SourceImage(member.name(), 0, part.file(), member.offset(), length)), UTF_8)
                .strip();
        if (!text.matches("[0-9]{1,9}")) {
            throw new IOException("%s in %s holds '%s', expected is the number of a class, from 0"
                    .formatted(member.name(), part.file(), text));
        }
        return Integer.parseInt(text);
    }

    /** The path up to the first dot of the file's name. */
    private static String key(String name) {
        int dot = name.indexOf('.', name.lastIndexOf('/') + 1);
        return dot < 0 ? name : name.substring(0, dot);
    }
}

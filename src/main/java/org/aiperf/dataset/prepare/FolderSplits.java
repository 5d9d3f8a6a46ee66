// SPDX-License-Identifier: Apache-2.0
package org.aiperf.dataset.prepare;

import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.aiperf.dataset.prepare.Leftovers.Reason;
import org.aiperf.dataset.prepare.SplitRule.Said;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;

/**
 * Where the class directories of a source are. A directory of a split has a name that says so and holds directories, those
 * of the classes; a class directory holds images. So a class "trainers" or "freight train" is none, and where a directory
 * is named as a split but holds images as a class does, nobody guesses.
 *
 * @param classes the class directories of each split; of training alone where the source has no splits
 * @param flat directories whose validation images lie together
 * @param leftovers what lies beside them
 * @param told what the names of the directories said, for whoever misses a split
 * @param hint where else the images may be; empty if nothing suggests itself
 */
record FolderSplits(
        Map<Split, List<FileStatus>> classes, List<FileStatus> flat, Leftovers leftovers, String told, String hint) {

    /** A directory that may stand between a class and its images. */
    static final String IMAGES = "images";

    private static final int DEEPEST_HINT = 4;

    /** So few directories may be those around the classes. */
    private static final int MOST_AROUND = 8;

    static FolderSplits of(String directory, SplitRule rule, Configuration hadoop) throws IOException {
        return new Search(directory, rule, hadoop).found();
    }

    /** What a directory holds, by kind. */
    private record Inside(List<FileStatus> directories, List<FileStatus> images) {

        static Inside of(FileStatus directory, Configuration hadoop) throws IOException {
            List<FileStatus> all = SourceFiles.all(directory.getPath().toString(), hadoop).stream()
                    .filter(status -> SourceFiles.junk(status.getPath().getName()) == null)
                    .toList();
            return new Inside(
                    all.stream().filter(FileStatus::isDirectory).toList(),
                    all.stream()
                            .filter(status -> status.isFile()
                                    && SourceFiles.isImage(status.getPath().getName()))
                            .toList());
        }

        /** It holds directories, and no more than a few stray images. */
        boolean split() {
            return !directories.isEmpty() && images.size() <= directories.size();
        }

        /** Its images lie together: in it, or in one directory {@code images}. */
        boolean flat() {
            return (directories.isEmpty() && !images.isEmpty())
                    || (directories.size() == 1
                            && images.isEmpty()
                            && directories.get(0).getPath().getName().equals(IMAGES));
        }
    }

    private static final class Search {

        private final String directory;
        private final SplitRule rule;
        private final Configuration hadoop;
        private final Map<Split, List<FileStatus>> classes = new EnumMap<>(Split.class);
        private final List<FileStatus> flat = new ArrayList<>();
        private final Leftovers leftovers = new Leftovers();
        private final List<FileStatus> top = new ArrayList<>();
        private final Map<Said, List<FileStatus>> worded = new EnumMap<>(Said.class);

        Search(String directory, SplitRule rule, Configuration hadoop) {
            this.directory = directory;
            this.rule = rule;
            this.hadoop = hadoop;
        }

        FolderSplits found() throws IOException {
            for (FileStatus each : SourceFiles.all(directory, hadoop)) {
                String name = each.getPath().getName();
                if (each.isDirectory() && SourceFiles.junk(name) == null) {
                    top.add(each);
                    worded.computeIfAbsent(rule.of(name), none -> new ArrayList<>())
                            .add(each);
                } else if (!SourceFiles.leftOut(name, name, leftovers)) {
                    leftovers.add(SourceFiles.isImage(name) ? Reason.BESIDE : Reason.NOTES, name);
                }
            }
            if (rule.given()) {
                byPattern();
            } else if (hasSplits()) {
                bySplit();
            } else {
                requireNoSplits();
                requireClasses();
                classes.put(Split.TRAINING, top);
            }
            return new FolderSplits(
                    classes,
                    flat,
                    leftovers,
                    SplitRule.told(names()),
                    classes.getOrDefault(Split.TRAINING, List.of()).size() < 2 ? hint() : "");
        }

        private boolean hasSplits() throws IOException {
            for (FileStatus each : worded.getOrDefault(Said.TRAINING, List.of())) {
                if (Inside.of(each, hadoop).split()) {
                    return true;
                }
            }
            return false;
        }

        /** The user says which directories are whose: those of splits, or those of classes. */
        private void byPattern() throws IOException {
            for (FileStatus each : top) {
                Inside inside = Inside.of(each, hadoop);
                switch (rule.of(each.getPath().getName())) {
                    case TRAINING -> classes(Split.TRAINING, each, inside);
                    case VALIDATION -> {
                        if (inside.flat() && worded.containsKey(Said.TRAINING)) {
                            flat(each, inside);
                        } else {
                            classes(Split.VALIDATION, each, inside);
                        }
                    }
                    case SEVERAL -> throw undecided(each, "is of both splits by --train and --validation");
                    case OTHER, NOTHING -> {
                        for (FileStatus inner : inside.directories()) {
                            byPattern(each, inner);
                        }
                        stray(inside);
                    }
                }
            }
        }

        private void byPattern(FileStatus outer, FileStatus inner) throws IOException {
            switch (rule.of(outer.getPath().getName() + "/" + inner.getPath().getName())) {
                case TRAINING -> add(Split.TRAINING, List.of(inner));
                case VALIDATION -> add(Split.VALIDATION, List.of(inner));
                case SEVERAL -> throw undecided(inner, "is of both splits by --train and --validation");
                case OTHER -> leave(Reason.OTHER_SPLIT, inner);
                case NOTHING -> leave(Reason.BESIDE, inner);
            }
        }

        private void bySplit() throws IOException {
            for (FileStatus each : top) {
                Inside inside = Inside.of(each, hadoop);
                switch (rule.of(each.getPath().getName())) {
                    case TRAINING -> {
                        if (!inside.split()) {
                            throw undecided(each, "is named as training images are, but holds images and no classes");
                        }
                        classes(Split.TRAINING, each, inside);
                    }
                    case VALIDATION -> {
                        if (inside.flat()) {
                            flat(each, inside);
                        } else if (inside.split()) {
                            classes(Split.VALIDATION, each, inside);
                        } else if (!inside.images().isEmpty()) {
                            throw undecided(each, "holds directories and images side by side");
                        }
                    }
                    case OTHER -> leave(Reason.OTHER_SPLIT, each);
                    case NOTHING -> leave(Reason.BESIDE, each);
                    case SEVERAL -> throw undecided(each, "has words of several splits in its name");
                }
            }
        }

        private void flat(FileStatus each, Inside inside) {
            flat.add(
                    inside.directories().isEmpty() ? each : inside.directories().get(0));
        }

        /** The directories in it are classes, or it is one itself. */
        private void classes(Split split, FileStatus each, Inside inside) {
            if (inside.split()) {
                add(split, inside.directories());
                stray(inside);
            } else {
                add(split, List.of(each));
            }
        }

        private void stray(Inside inside) {
            inside.images()
                    .forEach(image ->
                            leftovers.add(Reason.BESIDE, image.getPath().toString()));
        }

        private void add(Split split, List<FileStatus> directories) {
            classes.computeIfAbsent(split, none -> new ArrayList<>()).addAll(directories);
        }

        /** Without a split to train on, no directory may be named as a split. */
        private void requireNoSplits() throws IOException {
            for (Map.Entry<Said, List<FileStatus>> named : worded.entrySet()) {
                if (named.getKey() != Said.NOTHING) {
                    FileStatus each = named.getValue().get(0);
                    throw undecided(
                            each,
                            Inside.of(each, hadoop).split()
                                    ? "is named as a split is, but there is none to train on"
                                    : "is named as a split is, but holds no directories of classes (sort them into one for each class)");
                }
            }
        }

        /** Where directories lie around those of the classes, each would be taken for a class. */
        private void requireClasses() throws IOException {
            for (FileStatus each : top.size() > MOST_AROUND ? List.<FileStatus>of() : top) {
                Inside inside = Inside.of(each, hadoop);
                if (inside.images().isEmpty() && inside.directories().size() > 1) {
                    throw new IOException(
                            "%s holds %,d directories and no images, so it is no class; if those are the classes, name it as the source"
                                    .formatted(
                                            each.getPath(), inside.directories().size()));
                }
            }
        }

        private IOException undecided(FileStatus each, String problem) throws IOException {
            return new IOException(
                    "%s %s; say which directories are to train and which to validate by --train PATTERN and --validation PATTERN, such as --train 'train/*' for its classes or --train '*' for all%s"
                            .formatted(each.getPath(), problem, hint()));
        }

        private void leave(Reason reason, FileStatus each) throws IOException {
            List<FileStatus> files = below(each);
            leftovers.add(
                    reason,
                    files.size(),
                    files.isEmpty() ? "" : files.get(0).getPath().toString());
        }

        private List<FileStatus> below(FileStatus each) throws IOException {
            return SourceFiles.below(each.getPath().toString(), SourceFiles::isImage, leftovers, hadoop);
        }

        private Map<Said, List<String>> names() {
            Map<Said, List<String>> names = new EnumMap<>(Said.class);
            worded.forEach((said, list) -> names.put(
                    said, list.stream().map(each -> each.getPath().getName()).toList()));
            return names;
        }

        /** A directory further down whose name says training, where there are few directories. */
        private String hint() throws IOException {
            List<FileStatus> level = top;
            for (int depth = 1; depth <= DEEPEST_HINT && level.size() <= MOST_AROUND; depth++) {
                List<FileStatus> next = new ArrayList<>();
                for (FileStatus each : level) {
                    for (FileStatus inner : Inside.of(each, hadoop).directories()) {
                        if (SplitRule.WORDS.of(inner.getPath().getName()) == Said.TRAINING) {
                            return "; or name %s, which holds %s"
                                    .formatted(each.getPath(), inner.getPath().getName());
                        }
                        next.add(inner);
                    }
                }
                level = next;
            }
            return "";
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.aiperf.dataset.prepare;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;

/**
 * Images in one directory for each class: {@code DIR/train/CLASS/*} and {@code DIR/val/CLASS/*}, or {@code DIR/CLASS/*}
 * without splits; see {@link FolderSplits} for what tells them. The classes are the directories' names, sorted. The images
 * of a class may lie in one directory {@code images} more, as in Tiny ImageNet; validation images may lie together in one
 * directory where a file tells their classes, see {@link FlatLabels}.
 *
 * @param directory DIR
 * @param splits tells the split of a directory
 * @param labels file with the classes of validation images that lie together; empty to look for it beside them
 */
public record FolderSource(String directory, SplitRule splits, String labels) implements ImageSource {

    private static final long serialVersionUID = 1L;

    @Override
    public String description() {
        return "folders of " + directory;
    }

    @Override
    public SourceLayout layout(Configuration hadoop) throws IOException {
        FolderSplits found = FolderSplits.of(directory, splits, hadoop);
        List<String> classes = classes(found);
        List<SourcePart> parts = new ArrayList<>();
        Leftovers leftovers = new Leftovers();
        leftovers.addAll(found.leftovers());
        for (Map.Entry<Split, List<FileStatus>> split : found.classes().entrySet()) {
            for (FileStatus each : split.getValue()) {
                String name = each.getPath().getName();
                int label = Collections.binarySearch(classes, name);
                if (label < 0) {
                    throw new IOException("%s is a class that has no training images; remove it or add them"
                            .formatted(each.getPath()));
                }
                parts.add(new SourcePart(split.getKey(), label, each.getPath().toString(), 0, 0));
            }
        }
        for (FileStatus flat : found.flat()) {
            parts.add(new SourcePart(Split.VALIDATION, -1, flat.getPath().toString(), 0, 0));
        }
        return new SourceLayout(classes, parts, leftovers, found.told());
    }

    private List<String> classes(FolderSplits found) throws IOException {
        List<String> classes = found.classes().getOrDefault(Split.TRAINING, List.of()).stream()
                .map(status -> status.getPath().getName())
                .distinct()
                .sorted()
                .toList();
        if (classes.size() < 2) {
            throw new IOException(
                    "%s has %d class directories, at least 2 are needed; expected are DIR/train/CLASS/* and DIR/val/CLASS/*, or DIR/CLASS/*%s"
                            .formatted(directory, classes.size(), found.hint()));
        }
        return classes;
    }

    @Override
    public SourceListing list(SourcePart part, Configuration hadoop) throws IOException {
        FolderListing listing = new FolderListing(hadoop);
        List<FileStatus> files = SourceFiles.all(part.file(), hadoop);
        if (part.label() < 0) {
            FlatLabels labels = FlatLabels.find(
                    files, part.file(), directory, this.labels, layout(hadoop).classNames(), hadoop);
            for (FileStatus status : files) {
                listing.add(status, labels::of, labels::className);
            }
            return listing.done();
        }
        String own = part.file().substring(part.file().lastIndexOf('/') + 1);
        for (FileStatus status : files) {
            List<FileStatus> all =
                    status.isDirectory() && status.getPath().getName().equals(FolderSplits.IMAGES)
                            ? SourceFiles.all(status.getPath().toString(), hadoop)
                            : List.of(status);
            for (FileStatus each : all) {
                listing.add(each, name -> part.label(), name -> own);
            }
        }
        return listing.done();
    }

    @Override
    public ImageFetcher open(Configuration hadoop) {
        return new OpenFiles(hadoop);
    }
}

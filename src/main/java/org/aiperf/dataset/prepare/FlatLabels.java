// SPDX-License-Identifier: Apache-2.0
package org.aiperf.dataset.prepare;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;

/**
 * The classes of images that lie together in one directory, from a text file: on each line an image and its class, as in
 * Tiny ImageNet's {@code val_annotations.txt} and Kaggle's {@code LOC_val_solution.csv}; or on line N the class of the
 * image whose name has the number N behind {@code _val_}, as in {@code imagenet_2012_validation_synset_labels.txt}.
 */
final class FlatLabels {

    private static final long LARGEST = 1 << 26;
    private static final Pattern NUMBERED = Pattern.compile(".*_val_([0-9]{8})\\.[^.]*");

    private final List<String> classNames;
    private final Map<String, Integer> labels;

    private FlatLabels(List<String> classNames, Map<String, Integer> labels) {
        this.classNames = classNames;
        this.labels = labels;
    }

    /**
     * Finds the file that tells the class of every image.
     *
     * @param files what the directory holds
     * @param directory it
     * @param source directory of the source, where the file may be, too
     * @param given the file, if the user names it; else empty
     * @throws IOException if none does, or several do in different ways
     */
    static FlatLabels find(
            List<FileStatus> files,
            String directory,
            String source,
            String given,
            List<String> classNames,
            Configuration hadoop)
            throws IOException {
        List<String> images = files.stream()
                .filter(FileStatus::isFile)
                .map(file -> file.getPath().getName())
                .filter(name -> SourceFiles.junk(name) == null && SourceFiles.isImage(name))
                .toList();
        Map<Map<String, Integer>, String> found = new LinkedHashMap<>();
        Set<String> looked = given.isEmpty() ? candidates(directory, source, hadoop) : Set.of(given);
        for (String file : looked) {
            labels(SourceFiles.lines(file, hadoop), images, classNames)
                    .ifPresent(labels -> found.putIfAbsent(labels, file));
        }
        if (found.size() == 1) {
            return new FlatLabels(classNames, found.keySet().iterator().next());
        }
        if (found.size() > 1) {
            throw new IOException(
                    "The images in %s have different classes by %s; say which file is right by --labels FILE"
                            .formatted(directory, String.join(" and by ", found.values())));
        }
        throw new IOException(
                "The %,d images in %s lie together, and %s; name the file by --labels FILE, with an image and the name of its class on each line, such as LOC_val_solution.csv"
                        .formatted(
                                images.size(),
                                directory,
                                looked.isEmpty()
                                        ? "no text file beside them may tell their classes"
                                        : "%s does not tell the class of each".formatted(String.join(", ", looked))));
    }

    private static Set<String> candidates(String directory, String source, Configuration hadoop) throws IOException {
        Set<String> candidates = new LinkedHashSet<>();
        String above = String.valueOf(new Path(directory).getParent());
        for (String place : List.of(directory, above, source)) {
            for (FileStatus file : SourceFiles.all(place, hadoop)) {
                String name = file.getPath().getName();
                if (file.isFile()
                        && SourceFiles.isText(name)
                        && SourceFiles.junk(name) == null
                        && file.getLen() <= LARGEST) {
                    candidates.add(file.getPath().toString());
                }
            }
        }
        return candidates;
    }

    /** The classes of all images, if the lines tell them. */
    private static Optional<Map<String, Integer>> labels(
            List<String> lines, List<String> images, List<String> classNames) {
        Map<String, Integer> places = new HashMap<>();
        classNames.forEach(name -> places.put(name, places.size()));
        Map<String, Integer> told = new HashMap<>();
        List<Integer> numbered = new ArrayList<>();
        for (String line : lines) {
            String[] words = line.replace("\"", "").split("[,;\\s]+", -1);
            if (words.length > 1 && places.containsKey(words[1])) {
                told.put(stem(words[0]), Objects.requireNonNull(places.get(words[1])));
            }
            numbered.add(words.length == 1 ? places.getOrDefault(words[0], -1) : -1);
        }
        Map<String, Integer> labels = new HashMap<>();
        for (String image : images) {
            // A file with one word on each line has no images, and says something only if it has a line for each.
            Integer label = told.get(stem(image));
            if (told.isEmpty() && numbered.size() == images.size()) {
                label = byNumber(image, numbered);
            }
            if (label == null || label < 0) {
                return Optional.empty();
            }
            labels.put(image, label);
        }
        return Optional.of(labels);
    }

    private static int byNumber(String image, List<Integer> numbered) {
        Matcher matcher = NUMBERED.matcher(image);
        int number = matcher.matches() ? Integer.parseInt(matcher.group(1)) : 0;
        return number < 1 || number > numbered.size() ? -1 : numbered.get(number - 1);
    }

    private static String stem(String name) {
        String file = name.substring(name.lastIndexOf('/') + 1);
        return SourceFiles.isImage(file) ? file.substring(0, file.lastIndexOf('.')) : file;
    }

    /** The number of an image's class. */
    int of(String image) {
        return Objects.requireNonNull(labels.get(image));
    }

    /** The name of an image's class. */
    String className(String image) {
        return classNames.get(of(image));
    }
}

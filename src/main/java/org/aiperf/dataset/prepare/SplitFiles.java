// SPDX-License-Identifier: Apache-2.0
package org.aiperf.dataset.prepare;

import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.aiperf.dataset.prepare.Leftovers.Reason;
import org.aiperf.dataset.prepare.SplitRule.Said;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;

/**
 * Files that each belong to one split, such as archives: told by {@link SplitRule}, or refused.
 *
 * @param files by split, each list sorted by path; the files of one split at least
 * @param leftovers those of other splits, and empty ones
 * @param told what the names said, for whoever misses a split
 */
record SplitFiles(Map<Split, List<FileStatus>> files, Leftovers leftovers, String told) {

    /** As Hugging Face names what its converter cut at 5 GB: {@code partial-train}. */
    private static final Pattern PARTIAL = Pattern.compile("(?i)(?<!\\p{L})partial(?!\\p{L})");

    /**
     * Looks below a directory.
     *
     * @param kind what the files are called: {@code *.tar}
     * @param wanted which names they have
     * @throws IOException if there are none, or the rule does not decide
     */
    static SplitFiles of(String directory, String kind, Predicate<String> wanted, SplitRule rule, Configuration hadoop)
            throws IOException {
        Leftovers leftovers = new Leftovers();
        List<FileStatus> found = SourceFiles.below(directory, wanted, leftovers, hadoop);
        if (found.isEmpty()) {
            throw new IOException(
                    "%s holds no files %s%s; check the path".formatted(directory, kind, instead(directory, hadoop)));
        }
        if (!rule.given()) {
            requireWhole(directory, found, hadoop);
        }
        Map<Said, List<String>> names = new EnumMap<>(Said.class);
        Map<Split, List<FileStatus>> files = new EnumMap<>(Split.class);
        for (FileStatus file : found) {
            String name = SourceFiles.relative(directory, file.getPath(), hadoop);
            Said said = rule.of(name);
            names.computeIfAbsent(said, none -> new ArrayList<>()).add(name);
            switch (said) {
                case TRAINING ->
                    files.computeIfAbsent(Split.TRAINING, none -> new ArrayList<>())
                            .add(file);
                case VALIDATION ->
                    files.computeIfAbsent(Split.VALIDATION, none -> new ArrayList<>())
                            .add(file);
                case OTHER -> leftovers.add(Reason.OTHER_SPLIT, name);
                case NOTHING, SEVERAL -> {}
            }
        }
        if (names.keySet().equals(Set.of(Said.NOTHING)) && !rule.given()) {
            files.put(Split.TRAINING, found);
        } else if (names.containsKey(Said.NOTHING)
                || names.containsKey(Said.SEVERAL)
                || !files.containsKey(Split.TRAINING)) {
            throw new IOException(
                    "The names in %s do not tell the images to train on from those to validate with: %s; say it by --train PATTERN and --validation PATTERN, such as --train '%s'"
                            .formatted(directory, SplitRule.told(names), kind));
        }
        return new SplitFiles(files, leftovers, SplitRule.told(names));
    }

    private static void requireWhole(String directory, List<FileStatus> found, Configuration hadoop)
            throws IOException {
        for (FileStatus file : found) {
            String name = SourceFiles.relative(directory, file.getPath(), hadoop);
            if (PARTIAL.matcher(name).find()) {
                throw new IOException(
                        "'%s' in %s is only a part of a split, as its name says; get the whole, or take it as it is by --train PATTERN and --validation PATTERN"
                                .formatted(name, directory));
            }
        }
    }

    /** All files as parts of the source. */
    List<SourcePart> parts() {
        List<SourcePart> parts = new ArrayList<>();
        files.forEach((split, list) -> list.forEach(
                file -> parts.add(new SourcePart(split, -1, file.getPath().toString(), 0, file.getLen()))));
        return parts;
    }

    /** What is there instead, by ending. */
    private static String instead(String directory, Configuration hadoop) throws IOException {
        Map<String, Integer> endings = new TreeMap<>();
        for (FileStatus file : SourceFiles.below(directory, name -> true, new Leftovers(), hadoop)) {
            String name = file.getPath().getName();
            endings.merge(name.contains(".") ? "*" + name.substring(name.lastIndexOf('.')) : name, 1, Integer::sum);
        }
        return endings.isEmpty()
                ? ""
                : " but "
                        + String.join(
                                ", ",
                                endings.entrySet().stream()
                                        .limit(4)
                                        .map(each -> "%,d %s".formatted(each.getValue(), each.getKey()))
                                        .toList());
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.aiperf.dataset.prepare;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.aiperf.dataset.Content;
import org.aiperf.dataset.DatasetManifest;
import org.aiperf.dataset.IndexBuilder;
import org.aiperf.dataset.prepare.PrepareRequest.Completeness;
import org.aiperf.dataset.prepare.ShardAdoption.Adopted;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;

/**
 * Makes a data set of TFRecord shards that are there already, where they are, told apart by {@link SplitRule}. A
 * directory that has a {@code dataset.json} is compared with it instead: a check of a copy.
 *
 * @param directory where the shards are
 * @param name the data set's name
 * @param classNames one name a class; empty to take those in the records
 * @param splits tells the split of a shard
 * @param labelBase label of the first class, if the user says it
 * @param channels of the data set
 * @param sharedAllowed so many validation images may be training images, too
 * @param completeness what to do if images are missing
 */
public record DatasetAdoption(
        String directory,
        String name,
        List<String> classNames,
        SplitRule splits,
        OptionalInt labelBase,
        int channels,
        int sharedAllowed,
        Completeness completeness) {

    public DatasetAdoption {
        classNames = List.copyOf(classNames);
    }

    /** The shards, those of training first. */
    public List<ShardAdoption> shards(Configuration hadoop) throws IOException {
        SplitFiles files = SplitFiles.of(directory, "*.tfrecord", name -> isShard(name, splits), splits, hadoop);
        List<ShardAdoption> shards = new ArrayList<>();
        for (Split split : Split.values()) {
            List<FileStatus> ofSplit = files.files().getOrDefault(split, List.of());
            if (ofSplit.isEmpty()) {
                throw new IOException("%s holds no %s shards: %s; name them by --%s PATTERN"
                        .formatted(directory, split.text(), files.told(), split.prefix()));
            }
            for (FileStatus file : ofSplit) {
                String name = file.getPath().getName();
                if (!SourceFiles.relative(directory, file.getPath(), hadoop).equals(name)) {
                    throw new IOException(
                            "%s lies in a directory of %s; shards must lie in one directory, without others"
                                    .formatted(file.getPath(), directory));
                }
                shards.add(new ShardAdoption(name, split));
            }
        }
        return shards;
    }

    /** By its name: {@code train-00000-of-01024}, {@code x.tfrecord-00000-of-00005}, or what else the rule knows. */
    private static boolean isShard(String name, SplitRule splits) {
        String lower = name.toLowerCase(Locale.ROOT);
        boolean numbered = lower.matches(".*-[0-9]{3,}-of-[0-9]{3,}.*") || lower.contains(".tfrecord");
        return !SourceFiles.isText(name)
                && !name.startsWith("_")
                && (numbered || splits.of(name) != SplitRule.Said.NOTHING);
    }

    /** Judges what was read and writes the manifest, or compares with the one that is there. */
    public PrepareReport finish(PreparedDirectory target, List<Adopted> adopted) throws IOException {
        List<ShardReport> reports = adopted.stream().map(Adopted::report).toList();
        List<ShardReport.Remark> rejected =
                reports.stream().flatMap(report -> report.rejected().stream()).toList();
        if (!rejected.isEmpty()) {
            throw new CorruptImagesException(
                    "%d images in the shards of %s cannot be used; shards are not changed in place, prepare the data set anew from its source"
                            .formatted(rejected.size(), directory),
                    rejected);
        }
        Optional<DatasetManifest> earlier = target.manifest();
        if (earlier.isPresent()) {
            compare(earlier.get(), reports);
            return new PrepareReport(directory, withContent(earlier.get(), target), reports, 0, List.of());
        }
        SortedSet<Integer> labels = new TreeSet<>();
        reports.forEach(report -> labels.addAll(report.labels().keySet()));
        int base = LabelBase.of(labels, classNames.size(), labelBase);
        List<String> names = names(adopted, base, labels.last());
        List<String> problems = WholeSource.check(
                names,
                PrepareReport.perClass(of(Split.TRAINING, adopted), names.size(), base),
                PrepareReport.perClass(of(Split.VALIDATION, adopted), names.size(), base),
                completeness,
                WholeSource.Claim.NONE);
        DatasetManifest manifest = new DatasetManifest(
                name,
                IndexBuilder.common(reports.stream().map(ShardReport::height).toList()),
                IndexBuilder.common(reports.stream().map(ShardReport::width).toList()),
                channels,
                names,
                base,
                of(Split.TRAINING, adopted).map(ShardReport::entry).toList(),
                of(Split.VALIDATION, adopted).map(ShardReport::entry).toList(),
                0,
                "not stated",
                "TFRecord shards that were in this directory",
                Optional.empty(),
                List.of());
        manifest = manifest.withContent(new DatasetContent(target, sharedAllowed).of(manifest));
        target.finish(manifest);
        return new PrepareReport(directory, manifest, reports, 0, problems);
    }

    private static Stream<ShardReport> of(Split split, List<Adopted> adopted) {
        return adopted.stream().filter(each -> each.split() == split).map(Adopted::report);
    }

    private void compare(DatasetManifest manifest, List<ShardReport> reports) throws IOException {
        SortedMap<String, String> found = new TreeMap<>();
        reports.forEach(report -> found.put(report.file(), report.sha256()));
        for (DatasetManifest.Shard shard : Stream.concat(manifest.training().stream(), manifest.validation().stream())
                .toList()) {
            String sha256 = found.remove(shard.file());
            if (!shard.sha256().equals(sha256)) {
                throw new IOException("%s/%s %s; copy it again"
                        .formatted(
                                directory,
                                shard.file(),
                                sha256 == null
                                        ? "is missing although dataset.json lists it"
                                        : "differs from its SHA-256 in dataset.json"));
            }
        }
        if (!found.isEmpty()) {
            throw new IOException(
                    "%s/%s is a shard that dataset.json does not list; remove it, or remove dataset.json to adopt all"
                            .formatted(directory, found.firstKey()));
        }
    }

    /** Compares the content, or states it where an earlier release did not. */
    private DatasetManifest withContent(DatasetManifest manifest, PreparedDirectory target) throws IOException {
        if (manifest.content().isEmpty()) {
            DatasetManifest stated = manifest.withContent(new DatasetContent(target, sharedAllowed).of(manifest));
            target.finish(stated);
            return stated;
        }
        Content stated = manifest.content().get();
        Content held = new DatasetContent(target, stated.inBoth()).of(manifest);
        if (!held.equals(stated)) {
            throw new IOException(
                    "%s of %s states the content digest %s, but its shards hold %s; get the right %s, or delete it to state the content anew"
                            .formatted(
                                    DatasetManifest.FILE,
                                    directory,
                                    stated.sha256(),
                                    held.sha256(),
                                    DatasetManifest.FILE));
        }
        return manifest;
    }

    private List<String> names(List<Adopted> adopted, int base, int last) {
        if (!classNames.isEmpty()) {
            return classNames;
        }
        SortedMap<Integer, String> known = new TreeMap<>();
        adopted.forEach(each -> known.putAll(each.classNames()));
        List<String> names = new ArrayList<>();
        for (int label = base; label <= last; label++) {
            names.add(known.getOrDefault(label, Integer.toString(label - base)));
        }
        return names;
    }
}

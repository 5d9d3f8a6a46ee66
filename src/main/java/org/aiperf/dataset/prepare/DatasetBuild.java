// SPDX-License-Identifier: Apache-2.0
package org.aiperf.dataset.prepare;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.aiperf.dataset.ContentDigest;
import org.aiperf.dataset.DatasetManifest;
import org.aiperf.dataset.IndexBuilder;
import org.aiperf.dataset.LeftOut;
import org.aiperf.dataset.Sha256;

/**
 * The making of one data set after its source was listed: which shards are still to be written, and what there is to say
 * when they are.
 *
 * @param request what was asked for
 * @param plan which image goes where
 * @param target the data set's directory
 * @param leftovers what of the source is left out
 * @param problems what the source lacks but may lack
 */
public record DatasetBuild(
        PrepareRequest request,
        PreparePlan plan,
        PreparedDirectory target,
        Leftovers leftovers,
        List<String> problems) {

    public DatasetBuild {
        problems = List.copyOf(problems);
    }

    /**
     * Checks the plan and makes the directory its own.
     *
     * @throws IOException if the source is not whole, or the directory holds something else
     */
    public static DatasetBuild begin(
            PrepareRequest request, PreparePlan plan, PreparedDirectory target, Leftovers leftovers)
            throws IOException {
        List<String> problems = WholeSource.check(
                plan.classNames(),
                plan.perClass(Split.TRAINING),
                plan.perClass(Split.VALIDATION),
                request.completeness(),
                request.source().claim());
        String description = "%,d + %,d images of %d classes in %d + %d shards of %d channels, from %s, seed %d"
                .formatted(
                        plan.images(Split.TRAINING),
                        plan.images(Split.VALIDATION),
                        plan.classNames().size(),
                        plan.of(Split.TRAINING).size(),
                        plan.of(Split.VALIDATION).size(),
                        request.channels(),
                        request.source().description(),
                        request.seed());
        String content = "%s %d %s"
                .formatted(
                        plan.fingerprint(), request.channels(), request.source().content());
        target.claim(Sha256.of(content.getBytes(UTF_8)), description);
        return new DatasetBuild(request, plan, target, leftovers, problems);
    }

    /**
     * The shards that are not finished. Where more images are corrupt than may be, those shards that lack some count as
     * unfinished: the images may have been replaced since.
     */
    public List<ShardPlan> unfinished() throws IOException {
        List<ShardReport> finished = new ArrayList<>();
        List<ShardPlan> unfinished = new ArrayList<>();
        for (ShardPlan shard : plan.shards()) {
            Optional<ShardReport> report = target.report(shard.file());
            report.ifPresentOrElse(finished::add, () -> unfinished.add(shard));
        }
        int rejected =
                finished.stream().mapToInt(report -> report.rejected().size()).sum();
        if (rejected > request.corruptAllowed()) {
            for (ShardReport report : finished) {
                if (!report.rejected().isEmpty()) {
                    target.reopen(report);
                    plan.shards().stream()
                            .filter(shard -> shard.file().equals(report.file()))
                            .forEach(unfinished::add);
                }
            }
        }
        return unfinished;
    }

    /**
     * Counts what was written and writes the manifest.
     *
     * @param written how many shards were written now
     * @throws CorruptImagesException if more images are corrupt than may be
     * @throws IOException if a shard is missing
     */
    public PrepareReport finish(int written) throws IOException {
        List<ShardReport> reports = new ArrayList<>();
        Map<Split, List<DatasetManifest.Shard>> entries = new EnumMap<>(Split.class);
        ContentDigest digest = new ContentDigest(ShardBuilder.LABEL_BASE);
        for (ShardPlan shard : plan.shards()) {
            PreparedDirectory.Finished finished = target.finished(shard.file())
                    .orElseThrow(() -> new IOException(
                            "Shard %s of %s is not there although it was written; start the same command again"
                                    .formatted(shard.file(), target.path())));
            reports.add(finished.report());
            if (finished.report().records() > 0) {
                entries.computeIfAbsent(shard.split(), none -> new ArrayList<>())
                        .add(finished.report().entry());
            }
            if (shard.split() == Split.TRAINING) {
                digest.addTraining(shard.file(), finished.index());
            } else {
                digest.addValidation(shard.file(), finished.index());
            }
        }
        List<ShardReport.Remark> rejected =
                reports.stream().flatMap(report -> report.rejected().stream()).toList();
        if (rejected.size() > request.corruptAllowed()) {
            throw tooManyCorrupt(rejected);
        }
        DatasetManifest manifest = new DatasetManifest(
                request.name(),
                IndexBuilder.common(heights(reports)),
                IndexBuilder.common(widths(reports)),
                request.channels(),
                plan.classNames(),
                ShardBuilder.LABEL_BASE,
                entries.getOrDefault(Split.TRAINING, List.of()),
                entries.getOrDefault(Split.VALIDATION, List.of()),
                request.seed(),
                request.source().licence(),
                request.source().description(),
                Optional.empty(),
                leftOut(rejected));
        manifest = manifest.withContent(new DatasetContent(target, request.sharedAllowed()).of(manifest, digest));
        if (!target.manifest().equals(Optional.of(manifest))) {
            target.finish(manifest);
        }
        return new PrepareReport(target.path().toString(), manifest, reports, written, problems);
    }

    private List<LeftOut> leftOut(List<ShardReport.Remark> rejected) {
        List<LeftOut> list = new ArrayList<>(leftovers.list());
        if (!rejected.isEmpty()) {
            list.add(new LeftOut(
                    "cannot be decoded", rejected.size(), rejected.get(0).image()));
        }
        return list;
    }

    /** The failure that lists these images. */
    public CorruptImagesException tooManyCorrupt(List<ShardReport.Remark> rejected) {
        return new CorruptImagesException(
                "%d images are corrupt and %d may be; replace them and start the same command again, or leave them out by --skip-corrupt %d"
                        .formatted(rejected.size(), request.corruptAllowed(), rejected.size()),
                rejected);
    }

    private static List<Integer> heights(List<ShardReport> reports) {
        return reports.stream().map(ShardReport::height).toList();
    }

    private static List<Integer> widths(List<ShardReport> reports) {
        return reports.stream().map(ShardReport::width).toList();
    }
}

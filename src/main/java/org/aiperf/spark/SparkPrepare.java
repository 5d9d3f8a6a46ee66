// SPDX-License-Identifier: Apache-2.0
package org.aiperf.spark;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.aiperf.dataset.FirstLook;
import org.aiperf.dataset.Refusal;
import org.aiperf.dataset.prepare.ClassNames;
import org.aiperf.dataset.prepare.DatasetAdoption;
import org.aiperf.dataset.prepare.DatasetBuild;
import org.aiperf.dataset.prepare.ImageSource;
import org.aiperf.dataset.prepare.Leftovers;
import org.aiperf.dataset.prepare.PartReader;
import org.aiperf.dataset.prepare.PreparePlan;
import org.aiperf.dataset.prepare.PrepareProgress;
import org.aiperf.dataset.prepare.PrepareReport;
import org.aiperf.dataset.prepare.PrepareRequest;
import org.aiperf.dataset.prepare.PreparedDirectory;
import org.aiperf.dataset.prepare.ShardAdoption;
import org.aiperf.dataset.prepare.ShardPlan;
import org.aiperf.dataset.prepare.ShardReport;
import org.aiperf.dataset.prepare.SourceImage;
import org.aiperf.dataset.prepare.SourceLayout;
import org.aiperf.dataset.prepare.SourceListing;
import org.aiperf.dataset.prepare.SourcePart;
import org.aiperf.dataset.prepare.Split;
import org.aiperf.spark.line.SparkLine;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.security.AccessControlException;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.core.config.Configurator;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaFutureAction;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.deploy.SparkHadoopUtil;
import org.apache.spark.util.SerializableConfiguration;
import org.jspecify.annotations.Nullable;

/**
 * Makes a data set by Spark jobs: a task lists each part of the source, and a task writes each shard. What is finished
 * survives the death of task, driver or name node, and the same command goes on with the rest.
 */
public final class SparkPrepare {

    private static final Duration LOOK = Duration.ofMillis(500);

    /** So many corrupt images above the number allowed are listed before the job gives up. */
    private static final int LISTED_CORRUPT = 100;

    /** Tasks that list: enough to share the work evenly, where a part may be a directory of few files. */
    private static final int LISTINGS_A_SLOT = 16;

    private final SparkConf conf;
    private final Consumer<PrepareProgress> observer;

    /** @param observer told now and then by the thread that calls */
    public SparkPrepare(Consumer<PrepareProgress> observer) {
        this(new SparkConf(), observer);
        SparkLine.present();
        if (conf.get("spark.master").startsWith("local")) {
            // What a task throws reaches the caller as a sentence; Spark would print its stack as well.
            Configurator.setAllLevels("org.apache.spark", Level.FATAL);
        }
    }

    SparkPrepare(SparkConf conf, Consumer<PrepareProgress> observer) {
        this.conf = conf.setIfMissing("spark.app.name", "AIPerf prepare")
                .setIfMissing("spark.master", "local[*,4]")
                // Two attempts of a task at once would write the same shard twice.
                .set("spark.speculation", "false")
                .setIfMissing("spark.ui.enabled", "false")
                // The tasks' clients wait for a name node that starts again, instead of failing.
                .setIfMissing("spark.hadoop.dfs.client.retry.policy.enabled", "true");
        this.observer = observer;
    }

    /**
     * Makes the data set, or what is missing of it.
     *
     * @throws IOException if the source or the target cannot be used, with what to do in the message
     */
    public PrepareReport build(PrepareRequest request) throws IOException, InterruptedException {
        requireReachable(request.target());
        try (JavaSparkContext context = new JavaSparkContext(Safeguards.on(conf))) {
            Configuration hadoop = context.hadoopConfiguration();
            PreparedDirectory target = directory(request.target(), hadoop);
            ImageSource source = request.source();
            SourceLayout layout = source.layout(hadoop);
            Broadcast<SerializableConfiguration> shared = context.broadcast(new SerializableConfiguration(hadoop));
            Leftovers leftovers = new Leftovers();
            leftovers.addAll(layout.leftovers());
            Map<Split, List<SourceImage>> images =
                    listed(context, layout.parts(), new ListingTask(source, shared), leftovers);
            leftovers.requireFew(images.values().stream().mapToLong(List::size).sum(), request.leftOutAllowed());
            PreparePlan plan = PreparePlan.of(
                    layout.classNames(),
                    images,
                    request.counts(),
                    request.validationShare(),
                    request.seed(),
                    layout.told());
            DatasetBuild build = DatasetBuild.begin(request, plan, target, leftovers);
            List<ShardPlan> unfinished = build.unfinished();
            if (!unfinished.isEmpty()) {
                write(context, shared, build, layout.parts(), unfinished);
            }
            return build.finish(unfinished.size());
        } catch (ExecutionException e) {
            throw failure(e);
        } catch (AccessControlException e) {
            throw refused(e);
        }
    }

    /**
     * Adopts shards that are there, or compares them with their manifest.
     *
     * @throws IOException if a shard is damaged or the shards make no data set
     */
    public PrepareReport adopt(DatasetAdoption adoption) throws IOException, InterruptedException {
        requireReachable(adoption.directory());
        try (JavaSparkContext context = new JavaSparkContext(Safeguards.on(conf))) {
            PreparedDirectory target = directory(adoption.directory(), context.hadoopConfiguration());
            List<ShardAdoption> shards = adoption.shards(context.hadoopConfiguration());
            Broadcast<SerializableConfiguration> shared =
                    context.broadcast(new SerializableConfiguration(context.hadoopConfiguration()));
            PrepareCounters counters = PrepareCounters.of(context, 0, 0);
            JavaFutureAction<List<ShardAdoption.Adopted>> job = context.parallelize(shards, shards.size())
                    .map(new AdoptionTask(adoption.directory(), shared, counters))
                    .collectAsync();
            return adoption.finish(target, await(job, counters, Long.MAX_VALUE));
        } catch (ExecutionException e) {
            throw failure(e);
        } catch (AccessControlException e) {
            throw refused(e);
        }
    }

    /**
     * Returns when a place has answered.
     *
     * @throws IOException if it does not within seconds
     */
    public static void lookAt(String place) throws IOException {
        FirstLook.at(place, SparkApplication.hadoopConfiguration());
    }

    /**
     * The class names of a file on any Hadoop file system, one a line; none if there is no file.
     *
     * @param file its path, or null
     */
    public static List<String> classNames(@Nullable String file) throws IOException {
        return file == null ? List.of() : ClassNames.read(file, SparkApplication.hadoopConfiguration());
    }

    /** Clients that wait for a name node would wait for a wrong address as well. */
    private void requireReachable(String location) throws IOException {
        FirstLook.at(location, SparkHadoopUtil.get().newConfiguration(conf));
    }

    private static PreparedDirectory directory(String location, Configuration hadoop) throws IOException {
        Path path = new Path(location);
        FileSystem files = path.getFileSystem(hadoop);
        return new PreparedDirectory(files, path.makeQualified(files.getUri(), files.getWorkingDirectory()));
    }

    private static Map<Split, List<SourceImage>> listed(
            JavaSparkContext context, List<SourcePart> parts, ListingTask task, Leftovers leftovers)
            throws ExecutionException, InterruptedException {
        int tasks = Math.min(parts.size(), LISTINGS_A_SLOT * context.defaultParallelism());
        List<SourceListing> lists = context.parallelize(parts, Math.max(1, tasks))
                .map(task)
                .collectAsync()
                .get();
        Map<Split, List<SourceImage>> images = new EnumMap<>(Split.class);
        for (int i = 0; i < parts.size(); i++) {
            images.computeIfAbsent(parts.get(i).split(), split -> new ArrayList<>())
                    .addAll(lists.get(i).images());
            leftovers.addAll(lists.get(i).leftovers());
        }
        return images;
    }

    private void write(
            JavaSparkContext context,
            Broadcast<SerializableConfiguration> shared,
            DatasetBuild build,
            List<SourcePart> parts,
            List<ShardPlan> unfinished)
            throws IOException, ExecutionException, InterruptedException {
        long all = build.plan().shards().stream()
                .mapToLong(shard -> shard.images().size())
                .sum();
        long missing =
                unfinished.stream().mapToLong(shard -> shard.images().size()).sum();
        PrepareCounters counters = PrepareCounters.of(context, all, all - missing);
        ShardTask task = new ShardTask(
                build.request().source(),
                build.target().path().toString(),
                build.plan().classNames(),
                build.request().channels(),
                shared,
                counters);
        var plans = context.parallelize(unfinished, unfinished.size());
        JavaFutureAction<Void> job;
        Optional<PartReader> reader = build.request().source().partReader(parts);
        if (reader.isPresent()) {
            var rows = context.parallelize(PartAssignment.of(parts, unfinished), parts.size())
                    .flatMapToPair(new RowTask(reader.get(), shared))
                    .repartitionAndSortWithinPartitions(new ShardPartitioner(unfinished.size()));
            job = plans.zipPartitions(rows, task::writeSorted).foreachAsync(done -> {});
        } else {
            job = plans.foreachAsync(task::write);
        }
        int allowed = build.request().corruptAllowed();
        try {
            await(job, counters, (long) allowed + LISTED_CORRUPT);
        } catch (TooManyCorrupt e) {
            List<ShardReport.Remark> rejected = new ArrayList<>();
            for (ShardPlan shard : unfinished) {
                build.target().report(shard.file()).ifPresent(report -> rejected.addAll(report.rejected()));
            }
            throw build.tooManyCorrupt(rejected);
        }
    }

    private <T> T await(JavaFutureAction<T> job, PrepareCounters counters, long mostRejected)
            throws ExecutionException, InterruptedException, TooManyCorrupt {
        try {
            while (true) {
                try {
                    T result = job.get(LOOK.toMillis(), TimeUnit.MILLISECONDS);
                    observer.accept(counters.progress());
                    return result;
                } catch (TimeoutException e) {
                    observer.accept(counters.progress());
                    if (counters.progress().rejected() > mostRejected) {
                        throw new TooManyCorrupt();
                    }
                }
            }
        } finally {
            if (!job.isDone()) {
                job.cancel(true);
            }
        }
    }

    /** The source is so bad that there is no use in reading on. */
    private static final class TooManyCorrupt extends IOException {

        private static final long serialVersionUID = 1L;
    }

    /** What a task threw, without what Spark says around it. */
    private static IOException failure(ExecutionException e) {
        Throwable cause = e;
        for (Throwable each = e; each != null; each = each.getCause()) {
            cause = each;
            if (each instanceof AccessControlException refusal) {
                return refused(refusal);
            }
            if (each instanceof IOException) {
                break;
            }
        }
        return new IOException(Refusal.firstLine(cause), e);
    }

    private static IOException refused(AccessControlException e) {
        return new IOException(
                "%s; have the directory's owner allow it, or choose another one".formatted(Refusal.firstLine(e)), e);
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.aiperf.spark;

import java.io.Closeable;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.aiperf.foreign.Cause;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerExecutorRemoved;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The executors of an application as they come, before its run begins: the clock of a run does not start with waiting for
 * them. Rounds are as large as the cluster, so that the first one should know its size.
 */
final class Muster implements Closeable {

    private static final Logger LOG = LoggerFactory.getLogger(Muster.class);
    private static final Duration LOOK = Duration.ofMillis(50);
    private static final Duration FIRST_WORD = Duration.ofSeconds(5);
    private static final Duration NEXT_WORD = Duration.ofSeconds(60);

    private static final int LEAST_ENDED = 3;

    /** A cluster manager that takes longer to say why is not waited for. */
    private static final long MOST_SECONDS = 5;

    /** For so long the number of slots must not change before it counts as the cluster's size, where nobody says how many. */
    private static final Duration STABLE = Duration.ofSeconds(1);

    private final JavaSparkContext context;
    private final OptionalInt asked;
    private final Losses losses = new Losses();
    private final ClusterReport report;

    Muster(JavaSparkContext context) {
        this.context = context;
        this.report = ClusterReport.of(context);
        this.asked = asked(context.getConf());
        context.sc().addSparkListener(losses);
    }

    /** Executors that an application is to have; nothing if nobody says how many, or if they come and go. */
    static OptionalInt asked(SparkConf conf) {
        String master = conf.get("spark.master");
        if (Masters.isLocal(master) || conf.getBoolean("spark.dynamicAllocation.enabled", false)) {
            return OptionalInt.empty();
        } else if (master.equals("yarn") || master.startsWith("k8s://")) {
            return OptionalInt.of(conf.getInt("spark.executor.instances", 2));
        } else if (conf.contains("spark.cores.max") && conf.contains("spark.executor.cores")) {
            return OptionalInt.of(conf.getInt("spark.cores.max", 0) / conf.getInt("spark.executor.cores", 1));
        }
        return OptionalInt.empty();
    }

    /**
     * Waits for the first executor, and then for all that were asked for, but for these no longer than Spark is told to
     * wait for resources ({@code spark.scheduler.maxRegisteredResourcesWaitingTime}).
     *
     * @param first how long to wait for the first one
     * @return why there is none, and whom to ask; nothing if there are some
     */
    Optional<String> await(Duration first) throws InterruptedException {
        if (context.sc().isLocal()) {
            return Optional.empty();
        }
        long begin = System.nanoTime();
        long nextWord = begin + FIRST_WORD.toNanos();
        long none = begin;
        // An executor that cannot find its GPUs is there for a moment before it ends.
        for (long now = begin; now - none < STABLE.toNanos(); now = System.nanoTime()) {
            if (SparkApplication.concurrentTasks(context) == 0) {
                none = now;
            }
            if (context.sc().isStopped()) {
                return Optional.of(
                        "Spark has ended the application before an executor came; its messages above say why");
            } else if (now - begin > first.toNanos()) {
                return Optional.of("No executor came within %d s (aiperf.run.executor-wait)%s"
                        .formatted(first.toSeconds(), why()));
            } else if (none == now && report.ended() >= mostEnded()) {
                return Optional.of("%d executors have ended before they were ready%s".formatted(report.ended(), why()));
            } else if (now > nextWord) {
                LOG.warn("Waiting for executors{}", why());
                nextWord = now + NEXT_WORD.toNanos();
            }
            Thread.sleep(LOOK.toMillis());
        }
        awaitAll();
        return Optional.empty();
    }

    /** More than these are no accident: with each of them, the next one was started in vain. */
    private int mostEnded() {
        return Math.max(LEAST_ENDED, 2 * asked.orElse(0));
    }

    private void awaitAll() throws InterruptedException {
        long wait = context.getConf().getTimeAsMs("spark.scheduler.maxRegisteredResourcesWaitingTime", "30s");
        long deadline = System.nanoTime() + wait * 1_000_000;
        long changed = System.nanoTime();
        int seen = 0;
        while (System.nanoTime() < deadline
                && (asked.isPresent()
                        ? present() < asked.getAsInt()
                        : System.nanoTime() - changed < STABLE.toNanos())) {
            int now = SparkApplication.concurrentTasks(context);
            if (now != seen) {
                seen = now;
                changed = System.nanoTime();
            }
            Thread.sleep(LOOK.toMillis());
        }
        if (asked.isPresent() && present() < asked.getAsInt()) {
            LOG.warn("{} executors have come{}", count(), why());
        }
    }

    /** How many there are, and how many were asked for if these are more. */
    String count() {
        int present = present();
        return asked.isPresent() && present < asked.getAsInt()
                ? "%d of %d that were asked for".formatted(present, asked.getAsInt())
                : Integer.toString(present);
    }

    /** The driver counts as one, too. */
    private int present() {
        return context.sc().statusTracker().getExecutorInfos().length - 1;
    }

    /** Why executors are missing, as far as anybody knows, and whom to ask; the end of a sentence. */
    private String why() {
        String reason = CompletableFuture.supplyAsync(report::reason)
                .completeOnTimeout(Optional.empty(), MOST_SECONDS, TimeUnit.SECONDS)
                .exceptionally(failure -> {
                    LOG.debug("The cluster manager cannot be asked: {}", Cause.of(failure));
                    return Optional.empty();
                })
                .join()
                .map("; "::concat)
                .orElse("");
        return losses.last() + reason + "; " + report.whereToLook();
    }

    @Override
    public void close() {
        report.close();
    }

    /** Why the last executor was lost. */
    private static final class Losses extends SparkListener {

        private volatile @Nullable String reason;

        @Override
        public void onExecutorRemoved(SparkListenerExecutorRemoved removed) {
            reason = removed.reason();
        }

        /** As the end of a sentence. */
        String last() {
            String known = reason;
            return known == null
                    ? ""
                    : "; the last one was lost: "
                            + known.lines()
                                    .map(String::strip)
                                    .filter(line -> !line.isEmpty())
                                    .findFirst()
                                    .orElse(known);
        }
    }
}

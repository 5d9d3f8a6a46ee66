// SPDX-License-Identifier: Apache-2.0
package org.aiperf.dataset;

import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.aiperf.foreign.Owners;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Copies of shards on the local disk of a node, shared by its JVMs: each shard is copied once, verified against its
 * SHA-256 while it is copied, and appears whole or not at all. A copy is named by that SHA-256, so that data sets never
 * mix and a changed one is never served stale; a copy that was changed since is copied again ({@link CopySeal}). What was used longest ago makes room for what is new, within a budget;
 * what is in use stays. Where there is no room, or the directory cannot be written, the shard is to be read from its
 * source; the first time this is said as a warning. Thread-safe.
 */
final class ShardCache {

    private static final Logger LOG = LoggerFactory.getLogger(ShardCache.class);

    private static final int COPIERS = 4;
    private static final int BUFFER_BYTES = 1 << 20;

    private static final String SHARDS = "shards";

    private final Path cache;
    private final long budget;
    private final InstantSource clock;
    private final ExecutorService copiers = copiers();
    private final AtomicBoolean warned = new AtomicBoolean();
    private final CopySeal seals = new CopySeal();

    /**
     * @param cache directory in which theirs is; made when needed
     * @param budget most bytes of all copies
     * @param clock tells when a copy was used
     */
    ShardCache(Path cache, long budget, InstantSource clock) {
        this.cache = cache;
        this.budget = budget;
        this.clock = clock;
    }

    /** The source failed, as against the cache, which can be done without. */
    private static final class SourceException extends IOException {
        private static final long serialVersionUID = 1L;
        private final IOException failure;

        SourceException(IOException failure) {
            super(failure);
            this.failure = failure;
        }
    }

    /**
     * Copies a shard in the background if it is not here yet.
     *
     * @param wanted asked before the copy begins
     * @return what {@link #take} returns or throws; empty if the copy is not wanted any more
     */
    CompletableFuture<Optional<CachedShard>> fetch(ShardSource source, BooleanSupplier wanted) {
        return CompletableFuture.supplyAsync(
                () -> {
                    try {
                        return wanted.getAsBoolean() ? take(source) : Optional.empty();
                    } catch (IOException e) {
                        throw new CompletionException(e);
                    }
                },
                copiers);
    }

    /**
     * The copy of a shard, made now if it is not here yet; waits while another thread or JVM makes it.
     *
     * @return empty if the shard has to be read from its source
     * @throws DamagedShardException if the source is not the file that its data set lists
     * @throws IOException if the source cannot be read
     */
    Optional<CachedShard> take(ShardSource source) throws IOException {
        try {
            Path place = CacheDirectory.of(CacheDirectory.of(cache).resolve(SHARDS));
            NodeLocks locks = NodeLocks.of(place.resolve("locks"));
            return Optional.of(take(source, new CacheSpace(place, budget, locks)));
        } catch (SourceException e) {
            throw e.failure;
        } catch (InterruptedIOException e) {
            throw e;
        } catch (IOException e) {
            if (warned.compareAndSet(false, true)) {
                LOG.warn(
                        "Shards are read from their file system and not kept in {} on this node: {}",
                        cache,
                        e.toString());
            }
            return Optional.empty();
        }
    }

    private CachedShard take(ShardSource source, CacheSpace space) throws IOException {
        String key = source.entry().sha256();
        // From here on nobody deletes the copy, whether it is here already or not.
        CachedShard copy = new CachedShard(space.copy(key), space.locks().share("use " + key));
        boolean ready = false;
        try {
            if (!seals.isWhole(copy.file())) {
                try (NodeLocks.Held making = space.locks().hold("copy " + key)) {
                    if (!seals.isWhole(copy.file()) && !isGood(copy, key)) {
                        make(copy.file(), source, space);
                        seals.seal(copy.file());
                    }
                }
            }
            seals.used(copy.file(), clock);
            ready = true;
            return copy;
        } finally {
            if (!ready) {
                copy.close();
            }
        }
    }

    /** Whether there is a copy with the right bytes; one with others is removed. */
    private boolean isGood(CachedShard copy, String sha256) throws IOException {
        if (!Files.exists(copy.file()) || seals.verified(copy.file(), sha256)) {
            return Files.exists(copy.file());
        }
        LOG.warn("The copy {} was changed since it was made, and is made again", copy.file());
        copy.discard();
        return false;
    }

    private static void make(Path copy, ShardSource source, CacheSpace space) throws IOException {
        long start = System.nanoTime();
        long bytes = bytes(source);
        Path partial = space.reserve(source.entry().sha256(), bytes);
        try {
            String sha256 = copy(source, partial);
            if (!sha256.equals(source.entry().sha256())) {
                throw new SourceException(damage(source, partial, sha256));
            }
            Owners.shareFile(partial);
            Files.move(partial, copy, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(partial);
        }
        LOG.debug(
                "Copied {} to {}, {} bytes in {} ms",
                source.path(),
                copy,
                bytes,
                (System.nanoTime() - start) / 1_000_000);
    }

    private static long bytes(ShardSource source) throws SourceException {
        try {
            return source.bytes();
        } catch (IOException e) {
            throw new SourceException(e);
        }
    }

    /** Copies the bytes and returns their SHA-256. */
    private static String copy(ShardSource source, Path target) throws IOException {
        MessageDigest sha256 = Sha256.digest();
        byte[] buffer = new byte[BUFFER_BYTES];
        // A stream of the file system's own would be closed by an interrupt.
        try (InputStream in = open(source);
                OutputStream out = new FileOutputStream(target.toFile())) {
            for (int length = read(in, buffer); length >= 0; length = read(in, buffer)) {
                sha256.update(buffer, 0, length);
                out.write(buffer, 0, length);
            }
        }
        return Sha256.text(sha256.digest());
    }

    private static InputStream open(ShardSource source) throws SourceException {
        try {
            return source.open();
        } catch (IOException e) {
            throw new SourceException(e);
        }
    }

    private static int read(InputStream in, byte[] buffer) throws SourceException {
        try {
            return in.read(buffer);
        } catch (IOException e) {
            throw new SourceException(e);
        }
    }

    /** What is wrong with a source of another SHA-256: its first bad record, or that it is a different file. */
    private static IOException damage(ShardSource source, Path copied, String sha256) throws IOException {
        try (ShardReader records = source.records(new FileInputStream(copied.toFile()))) {
            for (ShardRecord record = records.next(byte[]::new); record != null; record = records.next(byte[]::new)) {
                LOG.trace("Record {} of {} is good", record.number(), source.path());
            }
        } catch (DamagedShardException e) {
            return e;
        }
        return new DamagedShardException(
                source.path().toString(),
                "its SHA-256 is %s, not the %s of %s"
                        .formatted(sha256, source.entry().sha256(), DatasetManifest.FILE));
    }

    private static ExecutorService copiers() {
        AtomicInteger number = new AtomicInteger();
        ThreadPoolExecutor copiers =
                new ThreadPoolExecutor(COPIERS, COPIERS, 10, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), task -> {
                    Thread thread = new Thread(task, "shard-copier-" + number.getAndIncrement());
                    thread.setDaemon(true);
                    return thread;
                });
        copiers.allowCoreThreadTimeOut(true);
        return copiers;
    }
}

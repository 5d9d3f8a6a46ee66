// SPDX-License-Identifier: Apache-2.0
package org.aiperf.dataset;

import java.io.Closeable;
import java.io.FileInputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The shards of one pass in their order, each opened when it is asked for. With a cache those that come next are copied
 * in the background meanwhile. Not thread-safe.
 */
final class ShardSequence implements Closeable {

    private static final Logger LOG = LoggerFactory.getLogger(ShardSequence.class);

    /** Shards copied ahead: at 135 MB each enough for a trainer that reads 300 MB/s to be ahead by a second or more. */
    private static final int AHEAD = 4;

    private final Shards shards;
    private final Deque<Integer> later;
    private final Deque<Coming> next = new ArrayDeque<>();
    private volatile boolean closed;

    /** A shard whose copy is here or on its way. */
    private record Coming(ShardSource source, CompletableFuture<Optional<CachedShard>> copy) {}

    ShardSequence(Shards shards, List<Integer> order) {
        this.shards = shards;
        this.later = new ArrayDeque<>(order);
    }

    boolean hasNext() {
        return !next.isEmpty() || !later.isEmpty();
    }

    /**
     * Opens the next shard, which there must be; its records are closed by the caller.
     *
     * @throws IOException if it cannot be read
     */
    Records next() throws IOException {
        while (next.size() <= AHEAD && !later.isEmpty()) {
            next.add(fetch(shards.source(later.remove())));
        }
        // One that fails stays the next, so that whoever asks again is told again.
        Coming coming = next.element();
        Optional<CachedShard> copy = await(coming.copy());
        Records records = copy.isPresent()
                ? records(copy.get(), coming.source())
                : coming.source().records();
        next.remove();
        return shards.first().compared(records, coming.source());
    }

    @Override
    public void close() {
        closed = true;
        later.clear();
        while (!next.isEmpty()) {
            CompletableFuture<Void> unused =
                    next.remove().copy().thenAccept(copy -> copy.ifPresent(ShardSequence::release));
        }
    }

    private Coming fetch(ShardSource source) {
        return new Coming(
                source,
                shards.cache()
                        .map(cache -> cache.fetch(source, () -> !closed))
                        .orElseGet(() -> CompletableFuture.completedFuture(Optional.empty())));
    }

    private static Records records(CachedShard copy, ShardSource source) throws IOException {
        try {
            return new CachedRecords(
                    copy, source.records(new FileInputStream(copy.file().toFile())), source);
        } catch (FileNotFoundException e) {
            LOG.warn("The copy {} is gone, its source is read instead", copy.file());
            release(copy);
            return source.records();
        }
    }

    private static Optional<CachedShard> await(CompletableFuture<Optional<CachedShard>> copy) throws IOException {
        try {
            return copy.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("Interrupted while waiting for a shard");
        } catch (ExecutionException e) {
            throw e.getCause() instanceof IOException failure ? failure : new IOException(e.getCause());
        }
    }

    private static void release(CachedShard copy) {
        try {
            copy.close();
        } catch (IOException e) {
            LOG.warn("The copy {} cannot be released: {}", copy.file(), e.toString());
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.aiperf.dataset;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.aiperf.image.ImageBatch;
import org.aiperf.image.ImageBatches;
import org.jspecify.annotations.Nullable;

/**
 * Batches that threads decode ahead of their reader into a ring of reused arrays. A thread takes a record and its place in
 * a batch in one step, so that the batches are the same for any number of threads. A batch is handed out when all its
 * images are there; an error is thrown in place of the batch it spoils, after the batches before it.
 */
final class PrefetchedBatches implements ImageBatches {

    private final Records records;
    private final int images;
    private final int batchSize;
    private final int imageBytes;
    private final Slot[] ring;
    private final List<Thread> threads = new ArrayList<>();

    /** Held while a record is taken, so that places follow the order of the records. */
    private final ReentrantLock order = new ReentrantLock();

    private int taken;

    /** Guards everything below and is never held while reading or decoding. */
    private final ReentrantLock state = new ReentrantLock();

    private final Condition changed = state.newCondition();
    private int handedOut;
    private int returned;
    private int spoiledBatch = Integer.MAX_VALUE;
    private @Nullable Throwable failure;
    private boolean closed;

    private static final class Slot {
        final byte[] pixels;
        final int[] labels;
        int decoded;

        Slot(int batchSize, int imageBytes) {
            pixels = new byte[batchSize * imageBytes];
            labels = new int[batchSize];
        }
    }

    private PrefetchedBatches(Records records, int images, int batchSize, int imageBytes, int batchesAhead) {
        this.records = records;
        this.images = images;
        this.batchSize = batchSize;
        this.imageBytes = imageBytes;
        this.ring = Stream.generate(() -> new Slot(batchSize, imageBytes))
                .limit(Math.min(batchesAhead + 1L, batches()))
                .toArray(Slot[]::new);
    }

    /**
     * Starts decoding.
     *
     * @param records at least as many as images; closed with the batches
     * @param images images to hand out; the last batch holds what is left
     * @param imageBytes size of one image
     * @param decoders makes the decoder of each thread
     */
    static PrefetchedBatches start(
            Records records,
            int images,
            int batchSize,
            int imageBytes,
            Supplier<RecordDecoder> decoders,
            Reading reading) {
        if ((long) batchSize * imageBytes > Integer.MAX_VALUE - 8) {
            throw new IllegalArgumentException("A batch of %d images of %d bytes does not fit into 2 GiB; use fewer"
                    .formatted(batchSize, imageBytes));
        }
        var batches = new PrefetchedBatches(records, images, batchSize, imageBytes, reading.batchesAhead());
        for (int i = 0; i < reading.decoders(); i++) {
            RecordDecoder decoder = decoders.get();
            Thread thread = new Thread(() -> batches.decode(decoder), "image-decoder-" + i);
            thread.setDaemon(true);
            batches.threads.add(thread);
        }
        batches.threads.forEach(Thread::start);
        return batches;
    }

    @Override
    public @Nullable ImageBatch next() throws IOException {
        state.lock();
        try {
            returned = handedOut;
            changed.signalAll();
            if (handedOut == batches()) {
                return null;
            }
            Slot slot = slot(handedOut);
            while (slot.decoded < sizeOf(handedOut)) {
                if (closed) {
                    throw new IllegalStateException("These batches are closed");
                }
                if (failure != null && spoiledBatch <= handedOut) {
                    throw rethrown(failure);
                }
                changed.await();
            }
            int size = slot.decoded;
            slot.decoded = 0;
            handedOut++;
            return new ImageBatch(slot.pixels, slot.labels, size);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("Interrupted while waiting for images");
        } finally {
            state.unlock();
        }
    }

    @Override
    public void close() {
        state.lock();
        try {
            closed = true;
            changed.signalAll();
        } finally {
            state.unlock();
        }
        threads.forEach(PrefetchedBatches::join);
        try {
            records.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void decode(RecordDecoder decoder) {
        int place = -1;
        try {
            while (true) {
                ShardRecord record;
                order.lock();
                try {
                    place = taken;
                    if (place == images || !awaitSlot(place / batchSize)) {
                        return;
                    }
                    record = records.next();
                    if (record == null) {
                        throw new IllegalStateException(
                                "%d images were promised, only %d are there".formatted(images, place));
                    }
                    taken++;
                } finally {
                    order.unlock();
                }
                Slot slot = slot(place / batchSize);
                int index = place % batchSize;
                slot.labels[index] = decoder.decode(record, slot.pixels, index * imageBytes);
                complete(slot, place / batchSize);
            }
        } catch (Throwable e) { // Also an OutOfMemoryError belongs to the trainer, which would wait for ever.
            fail(e, place / batchSize);
        }
    }

    /** Waits until a batch's slot is free; false if there is nothing more to do. */
    private boolean awaitSlot(int batch) {
        state.lock();
        try {
            while (batch - returned >= ring.length && !closed && failure == null) {
                changed.awaitUninterruptibly();
            }
            return !closed && failure == null;
        } finally {
            state.unlock();
        }
    }

    private void complete(Slot slot, int batch) {
        state.lock();
        try {
            slot.decoded++;
            if (slot.decoded == sizeOf(batch)) {
                changed.signalAll();
            }
        } finally {
            state.unlock();
        }
    }

    private void fail(Throwable e, int batch) {
        state.lock();
        try {
            if (batch < spoiledBatch) {
                spoiledBatch = batch;
                failure = e;
            }
            changed.signalAll();
        } finally {
            state.unlock();
        }
    }

    private Slot slot(int batch) {
        return ring[batch % ring.length];
    }

    private int batches() {
        return (int) (((long) images + batchSize - 1) / batchSize);
    }

    private int sizeOf(int batch) {
        return Math.min(batchSize, images - batch * batchSize);
    }

    private static IOException rethrown(Throwable failure) {
        if (failure instanceof RuntimeException e) {
            throw e;
        }
        if (failure instanceof Error e) {
            throw e;
        }
        return failure instanceof IOException e ? e : new IOException(failure);
    }

    /** Waits for a thread to end, without giving up: the arrays and the files are in its hands until then. */
    private static void join(Thread thread) {
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.aiperf.dataset;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;
import org.aiperf.image.ImageBatch;
import org.jspecify.annotations.Nullable;

/**
 * The arrays of a pass, used round and round. A batch's arrays belong to the threads that decode until all its images are
 * there, then to the reader until it asks for the next batch, then to the decoders of a later batch. Thread-safe; one
 * thread reads.
 */
final class BatchRing {

    private final int images;
    private final int batchSize;
    private final Slot[] slots;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private int handedOut;
    private int returned;
    private int spoiledBatch = Integer.MAX_VALUE;
    private @Nullable Throwable failure;
    private boolean closed;

    /** The arrays of one batch. */
    static final class Slot {
        final byte[] pixels;
        final int[] labels;
        private int decoded;

        private Slot(int batchSize, int imageBytes) {
            pixels = new byte[batchSize * imageBytes];
            labels = new int[batchSize];
        }
    }

    /**
     * @param images images of all batches
     * @param batchSize images of each batch but the last, which holds what is left
     * @param imageBytes size of one image
     * @param batchesAhead batches besides the one that is read
     */
    BatchRing(int images, int batchSize, int imageBytes, int batchesAhead) {
        if ((long) batchSize * imageBytes > Integer.MAX_VALUE - 8) {
            throw new IllegalArgumentException("A batch of %d images of %d bytes does not fit into 2 GiB; use fewer"
                    .formatted(batchSize, imageBytes));
        }
        this.images = images;
        this.batchSize = batchSize;
        this.slots = Stream.generate(() -> new Slot(batchSize, imageBytes))
                .limit(Math.min(batchesAhead + 1L, batches()))
                .toArray(Slot[]::new);
    }

    /** The arrays of the batch that an image belongs to. */
    Slot slotOf(int image) {
        return slot(image / batchSize);
    }

    /** An image's place in its batch. */
    int indexOf(int image) {
        return image % batchSize;
    }

    /** Waits until an image's place is free; false if there is nothing more to do. */
    boolean awaitPlace(int image) {
        if (image == images) {
            return false;
        }
        lock.lock();
        try {
            while (image / batchSize - returned >= slots.length && !closed && failure == null) {
                changed.awaitUninterruptibly();
            }
            return !closed && failure == null;
        } finally {
            lock.unlock();
        }
    }

    /** Says that an image is in its place. */
    void complete(int image) {
        lock.lock();
        try {
            int batch = image / batchSize;
            if (++slot(batch).decoded == sizeOf(batch)) {
                changed.signalAll();
            }
        } finally {
            lock.unlock();
        }
    }

    /** Says that an image cannot be had: its batch will not come. */
    void fail(int image, Throwable cause) {
        lock.lock();
        try {
            if (image / batchSize < spoiledBatch) {
                spoiledBatch = image / batchSize;
                failure = cause;
            }
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /**
     * Takes back the batch of the call before and waits for the next; null after the last.
     *
     * @throws IOException if it was spoiled
     */
    @Nullable ImageBatch next() throws IOException {
        lock.lock();
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
            lock.unlock();
        }
    }

    /** Wakes who waits: nothing more is handed out. */
    void close() {
        lock.lock();
        try {
            closed = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private Slot slot(int batch) {
        return slots[batch % slots.length];
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
}

// SPDX-License-Identifier: Apache-2.0
package org.aiperf.dataset;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.aiperf.image.ImageBatch;
import org.aiperf.image.ImageBatches;
import org.jspecify.annotations.Nullable;

/**
 * Batches that threads decode ahead of their reader: a {@link Sequencer} orders the records, the threads decode them, each
 * at its own pace, into the places of a {@link BatchRing}. An error is thrown in place of the batch it spoils, after the
 * batches before it. Nothing of the size of a batch or an image is allocated once all arrays have been in use.
 */
final class PrefetchedBatches implements ImageBatches {

    private final BatchRing ring;
    private final Sequencer sequencer;
    private final List<Thread> threads = new ArrayList<>();

    private PrefetchedBatches(BatchRing ring, Sequencer sequencer) {
        this.ring = ring;
        this.sequencer = sequencer;
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
        BatchRing ring = new BatchRing(images, batchSize, imageBytes, reading.batchesAhead());
        PrefetchedBatches batches = new PrefetchedBatches(ring, new Sequencer(records, ring));
        for (int i = 0; i < reading.decoders(); i++) {
            Thread thread = new Thread(() -> batches.decode(decoders, imageBytes), "image-decoder-" + i);
            thread.setDaemon(true);
            batches.threads.add(thread);
        }
        batches.threads.forEach(Thread::start);
        return batches;
    }

    @Override
    public @Nullable ImageBatch next() throws IOException {
        return ring.next();
    }

    @Override
    public void close() {
        ring.close();
        threads.forEach(PrefetchedBatches::join);
        try {
            sequencer.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void decode(Supplier<RecordDecoder> decoders, int imageBytes) {
        int image = 0;
        try (RecordDecoder decoder = decoders.get()) {
            for (Sequencer.Placed next = sequencer.next(); next != null; next = sequencer.next()) {
                image = next.image();
                BatchRing.Slot slot = ring.slotOf(image);
                int index = ring.indexOf(image);
                slot.labels[index] = decoder.decode(next.record(), slot.pixels, index * imageBytes);
                sequencer.release(next.record());
                ring.complete(image);
            }
        } catch (Throwable e) { // Also an OutOfMemoryError belongs to the trainer, which would wait for ever.
            ring.fail(image, e);
        }
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

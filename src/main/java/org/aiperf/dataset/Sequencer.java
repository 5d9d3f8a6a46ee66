// SPDX-License-Identifier: Apache-2.0
package org.aiperf.dataset;

import java.io.IOException;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Gives each record, in the order of the records, a place of a pass. Threads take a record with its place in one step, so
 * that batches are the same for any number of threads. Thread-safe.
 */
final class Sequencer {

    private final Records records;
    private final BatchRing ring;
    private final RecycledArrays arrays = new RecycledArrays();
    private final ReentrantLock order = new ReentrantLock();
    private int taken;

    /**
     * @param records at least as many as places; closed with this sequencer
     * @param ring has the places and is told of records that cannot be read
     */
    Sequencer(Records records, BatchRing ring) {
        this.records = records;
        this.ring = ring;
    }

    /**
     * A record with its place.
     *
     * @param image number of the place, from 0
     */
    record Placed(int image, ShardRecord record) {}

    /** The next record, when its place is free; null if there is nothing more to do. */
    @Nullable Placed next() {
        order.lock();
        try {
            if (!ring.awaitPlace(taken)) {
                return null;
            }
            ShardRecord record = records.next(arrays);
            if (record == null) {
                throw new IllegalStateException("There are only %d images, more were promised".formatted(taken));
            }
            return new Placed(taken++, record);
        } catch (Throwable e) { // Also an OutOfMemoryError belongs to the trainer, which would wait for ever.
            ring.fail(taken, e);
            return null;
        } finally {
            order.unlock();
        }
    }

    /** Takes back a record's array. */
    void release(ShardRecord record) {
        arrays.recycle(record.data());
    }

    /** Closes the records; no thread may be at work any more. */
    void close() throws IOException {
        records.close();
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.aiperf.dataset;

import java.io.Closeable;
import java.io.IOException;

/** Turns a record into pixels and a label. An implementation may keep buffers: one for each thread. */
interface RecordDecoder extends Closeable {

    /**
     * Writes the record's image into a batch and returns its label, from 0.
     *
     * @throws DamagedShardException if the record cannot be used; names file and record
     */
    int decode(ShardRecord record, byte[] batch, int offset) throws IOException;

    @Override
    void close();
}

// SPDX-License-Identifier: Apache-2.0
package org.aiperf.image;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** One pass over labelled images in a fixed order. Not thread-safe; closing stops its decoders. */
public interface ImageBatches extends AutoCloseable {

    /**
     * Returns the next batch, or null after the last one. The batch of the call before is overwritten.
     *
     * @throws IOException if a record cannot be read, with the file and the record in its message
     */
    @Nullable ImageBatch next() throws IOException;

    @Override
    void close();
}

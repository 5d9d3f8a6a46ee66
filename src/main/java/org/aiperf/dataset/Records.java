// SPDX-License-Identifier: Apache-2.0
package org.aiperf.dataset;

import java.io.Closeable;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Records in a fixed order. Not thread-safe. */
interface Records extends Closeable {

    /**
     * The next record, or null after the last one.
     *
     * @param arrays gives the array that the record's data go into, which is the caller's from then on
     */
    @Nullable ShardRecord next(ByteArrays arrays) throws IOException;
}

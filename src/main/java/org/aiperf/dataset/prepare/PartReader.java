// SPDX-License-Identifier: Apache-2.0
package org.aiperf.dataset.prepare;

import java.io.Closeable;
import java.io.IOException;
import java.io.Serializable;
import org.apache.hadoop.conf.Configuration;
import org.jspecify.annotations.Nullable;

/** Reads images part by part, each part from its beginning to its end. It travels to the tasks. */
public interface PartReader extends Serializable {

    /** Opens a part to read all of its images. */
    Images read(SourcePart part, Configuration hadoop) throws IOException;

    /** Images one after the other. Not thread-safe. */
    interface Images extends Closeable {

        /** The next one, or null at the end. */
        @Nullable Read next() throws IOException;
    }

    /**
     * An image that was read.
     *
     * @param name as {@link SourceImage#name} has it
     * @param file its bytes
     */
    @SuppressWarnings("ArrayRecordComponent") // Passed on once; copying would protect nothing.
    record Read(String name, byte[] file) {}
}

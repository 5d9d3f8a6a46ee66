// SPDX-License-Identifier: Apache-2.0
package org.aiperf.dataset.prepare;

import java.io.Closeable;
import java.io.IOException;
import org.apache.hadoop.conf.Configuration;
import org.jspecify.annotations.Nullable;

/** A source whose images are read part by part, each part from its beginning to its end. */
public interface PartReader extends ImageSource {

    /** Opens a part to read all of its images, in the order in which {@link #list} lists them. */
    Images read(SourcePart part, Configuration hadoop) throws IOException;

    /** Images one after the other. Not thread-safe. */
    interface Images extends Closeable {

        /** The next one, or null at the end. */
        @Nullable Read next() throws IOException;
    }

    /**
     * An image that was read.
     *
     * @param image which
     * @param file its bytes
     */
    @SuppressWarnings("ArrayRecordComponent") // Passed on once; copying would protect nothing.
    record Read(SourceImage image, byte[] file) {}

    @Override
    default ImageFetcher open(Configuration hadoop) {
        throw new UnsupportedOperationException("Images of " + description() + " are read part by part");
    }
}

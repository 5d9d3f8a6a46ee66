// SPDX-License-Identifier: Apache-2.0
package org.aiperf.dataset.prepare;

import java.io.IOException;
import org.apache.hadoop.conf.Configuration;

/** A source whose images are read part by part, each part from its beginning to its end. */
public interface PartReader extends ImageSource {

    @Override
    default Access access() {
        return Access.PART_BY_PART;
    }

    /** Reads all images of a part, in the order in which {@link #list} lists them. */
    void read(SourcePart part, Configuration hadoop, Sink images) throws IOException;

    /** Takes images one after the other. */
    @FunctionalInterface
    interface Sink {
        void accept(SourceImage image, byte[] file) throws IOException;
    }

    @Override
    default ImageFetcher open(Configuration hadoop) {
        throw new UnsupportedOperationException("Images of " + description() + " are read part by part");
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.aiperf.dataset;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A verified copy of a shard on this node, which stays there until it is closed.
 *
 * @param file the copy
 * @param use holds it
 */
record CachedShard(Path file, NodeLocks.Held use) implements Closeable {

    /** Takes the copy out of the cache: it is not what it was when it was made. */
    void discard() throws IOException {
        Files.deleteIfExists(file);
        Files.deleteIfExists(CopySeal.beside(file));
    }

    @Override
    public void close() throws IOException {
        use.close();
    }
}

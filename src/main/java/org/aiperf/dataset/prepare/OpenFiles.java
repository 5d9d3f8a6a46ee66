// SPDX-License-Identifier: Apache-2.0
package org.aiperf.dataset.prepare;

import java.io.EOFException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.Path;

/**
 * Reads pieces of files by position and keeps those open that were used last. With one class folder after the other, or
 * a thousand archives, the next image may be in any of them.
 */
final class OpenFiles implements ImageFetcher {

    private static final int MOST_OPEN = 64;

    private final Configuration hadoop;
    private final Map<String, FSDataInputStream> open = new LinkedHashMap<>(16, 0.75f, true);

    OpenFiles(Configuration hadoop) {
        this.hadoop = hadoop;
    }

    @Override
    public byte[] fetch(SourceImage image) throws IOException {
        byte[] bytes = new byte[image.length()];
        try {
            stream(image.file()).readFully(image.offset(), bytes);
        } catch (FileNotFoundException e) {
            throw new IOException(
                    "Source file %s is gone; put it back and start the same command again".formatted(image.file()), e);
        } catch (EOFException e) {
            throw new IOException(
                    "Source file %s is shorter than when it was listed; start the same command again"
                            .formatted(image.file()),
                    e);
        }
        return bytes;
    }

    private FSDataInputStream stream(String file) throws IOException {
        FSDataInputStream in = open.get(file);
        if (in == null) {
            if (open.size() >= MOST_OPEN) {
                String oldest = open.keySet().iterator().next();
                FSDataInputStream unused = open.remove(oldest);
                unused.close();
            }
            Path path = new Path(file);
            in = SourceFiles.files(path, hadoop).open(path);
            open.put(file, in);
        }
        return in;
    }

    @Override
    public void close() throws IOException {
        for (FSDataInputStream in : open.values()) {
            in.close();
        }
        open.clear();
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.aiperf.dataset;

import java.io.IOException;
import java.net.URI;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RawLocalFileSystem;

/** A local disk that claims to be far away: {@code remote:/path}. Counts how often each file is opened in this JVM. */
public final class RemoteFiles extends RawLocalFileSystem {

    private static final Map<String, Integer> OPENED = new ConcurrentHashMap<>();

    static Configuration configuration() {
        Configuration configuration = new Configuration();
        configuration.set("fs.remote.impl", RemoteFiles.class.getName());
        return configuration;
    }

    static Path path(java.nio.file.Path local) {
        return new Path("remote:" + local);
    }

    /** How often the shards below a directory were opened. */
    static int opened(java.nio.file.Path directory) {
        return OPENED.entrySet().stream()
                .filter(entry -> entry.getKey().startsWith(directory + "/"))
                .filter(entry -> !entry.getKey().endsWith(".json"))
                .mapToInt(Map.Entry::getValue)
                .sum();
    }

    @Override
    public URI getUri() {
        return URI.create("remote:///");
    }

    @Override
    public FSDataInputStream open(Path file, int bufferSize) throws IOException {
        FSDataInputStream in = super.open(file, bufferSize);
        OPENED.merge(file.toUri().getPath(), 1, Integer::sum);
        return in;
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.aiperf.dataset;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.concurrent.CountDownLatch;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FSInputStream;
import org.apache.hadoop.fs.RawLocalFileSystem;

/** Another JVM that uses the cache of a node: reads a data set when it is told to, or hangs in the middle of a copy. */
final class CacheProcess implements AutoCloseable {

    private static final long BUDGET = 1 << 30;

    private final Process process;
    private final BufferedReader output;

    private CacheProcess(Process process) {
        this.process = process;
        this.output = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    }

    static CacheProcess start(String what, Path data, Path cache) throws IOException {
        return new CacheProcess(new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx128m",
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                        CacheProcess.class.getName(),
                        what,
                        data.toString(),
                        cache.toString())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start());
    }

    void await(String line) throws IOException {
        for (String said = output.readLine(); !line.equals(said); said = output.readLine()) {
            if (said == null) {
                throw new IOException("The process ended before it said '" + line + "'");
            }
        }
    }

    void go() throws IOException {
        OutputStream input = process.getOutputStream();
        input.write('\n');
        input.flush();
    }

    /** How many shards it has opened at their source in the end. */
    int opened() throws IOException, InterruptedException {
        String last = "";
        for (String said = output.readLine(); said != null; said = output.readLine()) {
            last = said;
        }
        if (process.waitFor() != 0) {
            throw new IOException("The process failed");
        }
        return Integer.parseInt(last);
    }

    /** As {@code kill -9}. */
    @Override
    public void close() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    public static void main(String[] arguments) throws Exception {
        Path data = Path.of(arguments[1]);
        Path cache = Path.of(arguments[2]);
        if (arguments[0].equals("hang")) {
            ShardSource shard = SampleImages.source(data, 0);
            var path = new org.apache.hadoop.fs.Path(shard.path().toUri().getPath());
            HangingFiles files = new HangingFiles();
            files.initialize(URI.create("file:///"), new Configuration());
            new ShardCache(cache, BUDGET, InstantSource.system()).take(new ShardSource(files, path, 0, shard.entry()));
        }
        Dataset dataset = new Datasets(RemoteFiles.configuration(), cache, BUDGET)
                .open(RemoteFiles.path(data).toString());
        System.out.println("ready");
        if (System.in.read() != '\n') {
            throw new IOException("Nobody says when to begin");
        }
        SampleImages.numbers(dataset.training(10, 1, 0));
        System.out.println(RemoteFiles.opened(data));
    }

    /** Files that give their first bytes, say so, and give no more. */
    private static final class HangingFiles extends RawLocalFileSystem {

        @Override
        public FSDataInputStream open(org.apache.hadoop.fs.Path file) {
            return new FSDataInputStream(new FSInputStream() {
                private boolean begun;

                @Override
                public int read(byte[] target, int offset, int length) {
                    if (begun) {
                        System.out.println("hanging");
                        await(new CountDownLatch(1));
                    }
                    begun = true;
                    return 16;
                }

                @Override
                public int read() {
                    return 0;
                }

                @Override
                public void seek(long position) {
                    throw new UnsupportedOperationException();
                }

                @Override
                public long getPos() {
                    return 0;
                }

                @Override
                public boolean seekToNewSource(long position) {
                    return false;
                }
            });
        }

        private static void await(CountDownLatch never) {
            try {
                never.await();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }
    }
}

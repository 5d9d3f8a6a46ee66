// SPDX-License-Identifier: Apache-2.0
package org.aiperf.history;

import java.io.Closeable;
import java.io.File;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.aiperf.dataset.Refusal;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.apache.hadoop.hdfs.DistributedFileSystem;

/**
 * The right to be a run's driver. On a local file system a second driver is refused while the first one lives. On HDFS
 * the newer one takes over: nothing that the older one still wants to write gets into the history, and it ends. Other
 * file systems know neither; there, whoever resumes a run has to see that its driver has ended.
 */
public final class DriverLease implements Closeable {

    private static final String LOCK = "driver.lock";
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final Duration LOOK = Duration.ofMillis(200);

    private final Optional<FileChannel> lock;

    private DriverLease(Optional<FileChannel> lock) {
        this.lock = lock;
    }

    /**
     * Becomes the run's driver. Its history is to be read after this, when no other one can add to it.
     *
     * @throws IOException if another driver has the right, or does not give it up
     */
    public static DriverLease take(RunDirectory run) throws IOException, InterruptedException {
        if (run.files() instanceof DistributedFileSystem hdfs) {
            fence(hdfs, run);
        } else if (run.files() instanceof RawLocalFileSystem local) {
            return new DriverLease(Optional.of(locked(local.pathToFile(run.file(LOCK)))));
        }
        for (int attempt : run.exists() ? run.attempts() : List.<Integer>of()) {
            Segments.seal(run, attempt);
        }
        return new DriverLease(Optional.empty());
    }

    /** Ends the leases by which earlier drivers write: their next record fails. */
    private static void fence(DistributedFileSystem hdfs, RunDirectory run) throws IOException, InterruptedException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        for (int attempt : run.exists() ? run.attempts() : List.<Integer>of()) {
            var file = run.attempt(attempt);
            while (!hdfs.isFileClosed(file) && !hdfs.recoverLease(file)) {
                if (System.nanoTime() > deadline) {
                    throw new IOException(
                            "HDFS does not close the history %s of an earlier driver; try again when its datanodes are back"
                                    .formatted(file));
                }
                Thread.sleep(LOOK.toMillis());
            }
        }
    }

    private static FileChannel locked(File file) throws IOException {
        Path path = file.toPath();
        try {
            Files.createDirectories(path.toAbsolutePath().getParent());
            FileChannel channel = FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            if (tryLock(channel)) {
                return channel;
            }
            channel.close();
        } catch (IOException e) {
            throw Refusal.of("Cannot lock " + path, e);
        }
        throw new IOException("Another driver works on this run, it holds " + path + "; wait for its end, or stop it");
    }

    private static boolean tryLock(FileChannel channel) throws IOException {
        try {
            FileLock lock = channel.tryLock();
            return lock != null;
        } catch (OverlappingFileLockException e) {
            return false; // the other driver is in this JVM
        }
    }

    /** Lets another driver go on. */
    @Override
    public void close() throws IOException {
        if (lock.isPresent()) {
            lock.get().close();
        }
    }
}

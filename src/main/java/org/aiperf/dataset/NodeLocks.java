// SPDX-License-Identifier: Apache-2.0
package org.aiperf.dataset;

import static java.nio.file.StandardOpenOption.CREATE_NEW;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.Closeable;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import java.util.concurrent.locks.StampedLock;
import org.aiperf.foreign.Owners;
import org.jspecify.annotations.Nullable;

/**
 * Locks on names that hold between the threads of a JVM and between the JVMs of a node. Each name is a byte of one lock
 * file; the operating system gives the locks of a process back when it dies, however it dies. Any thread may release what
 * another one has locked. Thread-safe.
 */
final class NodeLocks {

    /**
     * One for each lock file in a JVM: the file locks of a JVM belong to all of it, and closing any channel of the file
     * would release them all. The channel is therefore never closed.
     */
    private static final Map<Path, NodeLocks> OPENED = new HashMap<>();

    /** The blocking calls of a channel close it when their thread is interrupted, so locks of other JVMs are polled. */
    private static final long POLL_MILLIS = 10;

    private final FileChannel channel;
    private final Map<String, NodeLock> locks = new HashMap<>();

    private NodeLocks(FileChannel channel) {
        this.channel = channel;
    }

    /** A lock that is held until it is closed. */
    static final class Held implements Closeable {

        private final Closeable release;
        private final AtomicBoolean released = new AtomicBoolean();

        private Held(Closeable release) {
            this.release = release;
        }

        @Override
        public void close() throws IOException {
            if (released.compareAndSet(false, true)) {
                release.close();
            }
        }
    }

    /**
     * The locks of a lock file, which is made when needed.
     *
     * @throws IOException if it cannot be opened for writing
     */
    static NodeLocks of(Path file) throws IOException {
        synchronized (OPENED) {
            Path directory =
                    Files.createDirectories(file.toAbsolutePath().getParent()).toRealPath();
            Path real = directory.resolve(file.getFileName());
            NodeLocks known = OPENED.get(real);
            if (known == null) {
                known = new NodeLocks(open(real));
                OPENED.put(real, known);
            }
            return known;
        }
    }

    /** Whoever may write to the directory shares its locks, whatever mask the first of them had. */
    private static FileChannel open(Path file) throws IOException {
        try {
            FileChannel channel = FileChannel.open(file, CREATE_NEW, READ, WRITE);
            Owners.shareFile(file);
            return channel;
        } catch (FileAlreadyExistsException e) {
            return FileChannel.open(file, READ, WRITE);
        }
    }

    /** Holds a name together with others who share it; waits while one has it alone. */
    Held share(String name) throws IOException {
        return lock(name).share();
    }

    /** Holds a name alone; waits until nobody else holds it. */
    Held hold(String name) throws IOException {
        return lock(name).hold();
    }

    /** Holds a name alone, or not at all if somebody else holds it. */
    Optional<Held> tryHold(String name) throws IOException {
        return lock(name).tryHold();
    }

    private NodeLock lock(String name) {
        synchronized (locks) {
            return locks.computeIfAbsent(name, key -> new NodeLock(position(key)));
        }
    }

    private static long position(String name) {
        byte[] digest = Sha256.digest().digest(name.getBytes(StandardCharsets.UTF_8));
        return ByteBuffer.wrap(digest).getLong() >>> 2;
    }

    /** One name. Its threads are ordered among themselves first; the first and the last of them deal with the file. */
    private final class NodeLock {

        private final long position;
        private final StampedLock threads = new StampedLock();
        private final ReentrantLock sharing = new ReentrantLock();
        private int sharers;
        private @Nullable FileLock shared;

        NodeLock(long position) {
            this.position = position;
        }

        Held share() throws IOException {
            try {
                long stamp = threads.readLockInterruptibly();
                boolean done = false;
                try {
                    beginSharing();
                    done = true;
                } finally {
                    if (!done) {
                        threads.unlockRead(stamp);
                    }
                }
                return new Held(() -> {
                    try {
                        endSharing();
                    } finally {
                        threads.unlockRead(stamp);
                    }
                });
            } catch (InterruptedException e) {
                throw interrupted();
            }
        }

        Held hold() throws IOException {
            try {
                long stamp = threads.writeLockInterruptibly();
                FileLock lock = null;
                try {
                    lock = await(false);
                } finally {
                    if (lock == null) {
                        threads.unlockWrite(stamp);
                    }
                }
                return heldAlone(stamp, lock);
            } catch (InterruptedException e) {
                throw interrupted();
            }
        }

        Optional<Held> tryHold() throws IOException {
            long stamp = threads.tryWriteLock();
            if (stamp == 0) {
                return Optional.empty();
            }
            FileLock lock = null;
            try {
                lock = channel.tryLock(position, 1, false);
            } finally {
                if (lock == null) {
                    threads.unlockWrite(stamp);
                }
            }
            return lock == null ? Optional.empty() : Optional.of(heldAlone(stamp, lock));
        }

        private Held heldAlone(long stamp, FileLock lock) {
            return new Held(() -> {
                try {
                    lock.release();
                } finally {
                    threads.unlockWrite(stamp);
                }
            });
        }

        private void beginSharing() throws IOException, InterruptedException {
            sharing.lockInterruptibly();
            try {
                if (sharers == 0) {
                    shared = await(true);
                }
                sharers++;
            } finally {
                sharing.unlock();
            }
        }

        private void endSharing() throws IOException {
            sharing.lock();
            try {
                sharers--;
                if (sharers == 0 && shared != null) {
                    shared.release();
                }
            } finally {
                sharing.unlock();
            }
        }

        private FileLock await(boolean together) throws IOException, InterruptedException {
            while (true) {
                FileLock lock = channel.tryLock(position, 1, together);
                if (lock != null) {
                    return lock;
                }
                Thread.sleep(POLL_MILLIS);
            }
        }
    }

    private static InterruptedIOException interrupted() {
        Thread.currentThread().interrupt();
        return new InterruptedIOException("Interrupted while waiting for another process of this node");
    }
}

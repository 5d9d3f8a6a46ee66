// SPDX-License-Identifier: Apache-2.0
package org.aiperf.history;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Timer;
import java.util.TimerTask;
import org.aiperf.foreign.Cause;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FSDataOutputStreamBuilder;
import org.apache.hadoop.fs.FSError;
import org.apache.hadoop.fs.FileAlreadyExistsException;
import org.apache.hadoop.fs.Path;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A file for the lines of some seconds each, for file systems where a file is there only when it is closed: object stores. A
 * lost driver loses the lines of the open one. The next segment's name belongs to whoever makes it first: a driver that
 * takes over makes it, and the older driver finds out.
 */
final class Segments implements LogSink {

    private static final Logger LOG = LoggerFactory.getLogger(Segments.class);

    /** How old a line gets before it is safe. */
    static final Duration PERIOD = Duration.ofSeconds(5);

    /** So many segments are merged into one: a store takes its time for each. */
    private static final int MERGED = 256;

    /** Of taking over from a driver that is still alive. */
    private static final int MOST_TRIES = 10;

    /** Stores that can tell at once whether a name is taken are asked to; the others ignore it. */
    private static final String CONDITIONAL = "fs.option.create.conditional.overwrite";

    private final RunDirectory run;
    private final int attempt;
    private final ByteArrayOutputStream open = new ByteArrayOutputStream();
    private final ByteArrayOutputStream unmerged = new ByteArrayOutputStream();
    private final Timer timer = new Timer("aiperf-history", true);
    private int number;
    private @Nullable IOException failure;

    /** @param period how old a line gets before it is safe */
    Segments(RunDirectory run, int attempt, Duration period) {
        this.run = run;
        this.attempt = attempt;
        TimerTask look = new TimerTask() {
            @Override
            public void run() {
                tick();
            }
        };
        timer.schedule(look, period.toMillis(), period.toMillis());
    }

    @Override
    public synchronized void write(byte[] line, Safety safety) throws IOException {
        if (failure != null) {
            throw failure;
        }
        open.writeBytes(line);
        if (safety == Safety.AT_ANY_COST) {
            closeSegment();
        }
    }

    /** Whoever writes next is told of a failure. */
    private synchronized void tick() {
        try {
            closeSegment();
        } catch (IOException e) {
            failure = e;
        } catch (FSError e) {
            failure = new IOException(Cause.of(e), e);
        }
    }

    private void closeSegment() throws IOException {
        if (failure != null || open.size() == 0) {
            return;
        }
        byte[] lines = open.toByteArray();
        LogFile next = LogFile.segment(attempt, number + 1);
        try {
            create(run, next, lines);
        } catch (FileAlreadyExistsException e) {
            throw new IOException("another driver has taken over the run and made " + run.file(next), e);
        }
        number++;
        open.reset();
        unmerged.writeBytes(lines);
        if (number % MERGED == 0) {
            merge();
        }
    }

    /** The last segments as one. They are removed only when that is there. */
    private void merge() throws IOException {
        int first = number - MERGED + 1;
        create(run, new LogFile(attempt, first, number), unmerged.toByteArray());
        unmerged.reset();
        for (int old = first; old <= number; old++) {
            Path file = run.file(LogFile.segment(attempt, old));
            if (!run.files().delete(file, false)) {
                LOG.debug("{} was not there to be removed", file);
            }
        }
    }

    /** Ends what an earlier driver writes, if it writes segments: its next one cannot be made any more. */
    static void seal(RunDirectory run, int attempt) throws IOException {
        for (int tries = 1; ; tries++) {
            List<LogFile> files = run.files(attempt);
            int last = files.get(files.size() - 1).last();
            try {
                if (last > 0) {
                    create(run, LogFile.segment(attempt, last + 1), new byte[0]);
                }
                return;
            } catch (FileAlreadyExistsException e) {
                if (tries == MOST_TRIES) {
                    throw new IOException("An earlier driver goes on writing to " + run.file(files.get(0)), e);
                }
            }
        }
    }

    private static void create(RunDirectory run, LogFile name, byte[] lines) throws IOException {
        FSDataOutputStreamBuilder<?, ?> file = run.files().createFile(run.file(name));
        file.recursive();
        file.overwrite(false);
        file.opt(CONDITIONAL, true);
        try (FSDataOutputStream out = (FSDataOutputStream) file.build()) {
            out.write(lines);
        }
    }

    @Override
    public synchronized void close() throws IOException {
        timer.cancel();
        if (failure != null) {
            throw failure;
        }
        closeSegment();
    }
}

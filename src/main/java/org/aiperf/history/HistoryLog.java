// SPDX-License-Identifier: Apache-2.0
package org.aiperf.history;

import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.aiperf.dataset.Refusal;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FSError;
import org.apache.hadoop.fs.FileAlreadyExistsException;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.StreamCapabilities;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The end of a run's log at which one driver writes. Each driver has files of its own, so that none has to take over
 * another's lease; the {@link HashChain} goes on from one to the next. A record of a trial is in the file system
 * before {@link #append} returns, where the file system can promise it; elsewhere some seconds later ({@link Segments}). What
 * machines tell gets there with the next record. Thread-safe.
 */
public final class HistoryLog implements Closeable {

    private static final Logger LOG = LoggerFactory.getLogger(HistoryLog.class);

    private final LogSink out;
    private final String location;
    private final HashChain chain;
    private double best;
    private boolean failed;

    private HistoryLog(LogSink out, String location, HashChain chain) {
        this.out = out;
        this.location = location;
        this.chain = chain;
    }

    /**
     * Begins the file of a driver.
     *
     * @param attempt number of the driver, from 1
     * @throws IOException if it cannot be made, or another driver has begun the same attempt
     */
    public static HistoryLog create(RunDirectory run, int attempt) throws IOException {
        return create(run, attempt, earlier(run, attempt));
    }

    /** As {@link #create(RunDirectory, int)}, with the chain at the end of the files of earlier drivers. */
    static HistoryLog create(RunDirectory run, int attempt, HashChain chain) throws IOException {
        Path file = run.attempt(attempt);
        try {
            return new HistoryLog(sink(run, attempt), file.toString(), chain);
        } catch (FileAlreadyExistsException e) {
            throw new IOException("Another driver writes to " + file + "; one run has one driver at a time", e);
        } catch (IOException e) {
            throw Refusal.of("Cannot create the history " + file, e);
        }
    }

    /** A file, where what is flushed is there for others; elsewhere segments. */
    private static LogSink sink(RunDirectory run, int attempt) throws IOException {
        Path file = run.attempt(attempt);
        FSDataOutputStream out = run.files().create(file, false);
        if (out.hasCapability(StreamCapabilities.HFLUSH)) {
            return new FlushedFile(out);
        }
        out.close();
        run.files().delete(file, false);
        return new Segments(run, attempt, Segments.PERIOD);
    }

    /** A log that costs what a log costs and keeps nothing, for whoever measures a driver. */
    public static HistoryLog discarding() {
        FSDataOutputStream nowhere = new FSDataOutputStream(OutputStream.nullOutputStream(), null);
        return new HistoryLog(new FlushedFile(nowhere), "that is kept nowhere", new HashChain());
    }

    /** The chain at the end of the files of earlier drivers. */
    private static HashChain earlier(RunDirectory run, int attempt) throws IOException {
        HashChain chain = new HashChain();
        for (int number : run.exists() ? run.attempts() : List.<Integer>of()) {
            if (number < attempt) {
                try (LogLines lines = LogLines.open(run, number, chain)) {
                    lines.follow();
                }
            }
        }
        return chain;
    }

    /**
     * Adds a record.
     *
     * @throws IOException if it could not be written; the records before it are safe
     */
    public synchronized void append(HistoryRecord record) throws IOException {
        if (failed) {
            // A part of a line may stand at the end: whatever followed it could not be read.
            throw new IOException(
                    "The history " + location + " could not be written before and is not written any more");
        }
        try {
            byte[] line = (chain.seal(RecordJson.write(record)) + "\n").getBytes(StandardCharsets.UTF_8);
            out.write(line, safety(record));
        } catch (IOException e) {
            failed = true;
            throw Refusal.of("Cannot write the history " + location, e);
        } catch (FSError e) {
            failed = true;
            throw Refusal.of("Cannot write the history " + location, e);
        }
    }

    /**
     * Where a run begins and ends, and that its best model is on its way, is worth anything. What machines tell follows from
     * nothing and comes again: thousands of them would keep the file system busy.
     */
    private LogSink.Safety safety(HistoryRecord record) {
        if (record instanceof EpochFinished epoch && epoch.validationAccuracy() > best) {
            best = epoch.validationAccuracy();
            return LogSink.Safety.AT_ANY_COST;
        } else if (record instanceof RunStarted || record instanceof RunStopped) {
            return LogSink.Safety.AT_ANY_COST;
        }
        return record instanceof ExecutorRecord ? LogSink.Safety.WITH_THE_NEXT : LogSink.Safety.FLUSHED;
    }

    /** The head of the hash chain: it fixes all records up to now. */
    public synchronized String head() {
        return chain.head();
    }

    /**
     * Ends the file. When a record could not be written, that has been told already and whatever follows from it is not.
     *
     * @throws IOException if every record seemed to be written and the end cannot be
     */
    @Override
    public synchronized void close() throws IOException {
        try {
            out.close();
        } catch (IOException e) {
            notClosed(Refusal.of("Cannot close the history " + location, e));
        } catch (FSError e) {
            notClosed(Refusal.of("Cannot close the history " + location, e));
        }
    }

    private void notClosed(IOException e) throws IOException {
        if (!failed) {
            throw e;
        }
        LOG.debug("The history {} could not be closed either", location, e);
    }
}

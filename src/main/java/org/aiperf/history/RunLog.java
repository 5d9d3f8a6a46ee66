// SPDX-License-Identifier: Apache-2.0
package org.aiperf.history;

import java.io.IOException;
import java.util.function.Consumer;
import org.aiperf.history.LogLines.Damage;

/**
 * A run's log as far as it has been read. Whoever goes on with the run reads on from there, when nobody else can add to it
 * any more, and begins a file of its own. Not thread-safe.
 */
public final class RunLog {

    private final RunDirectory run;
    private final HashChain chain = new HashChain();
    private final History history = new History();

    /** The last driver whose records were read, and how many lines it had then. */
    private int attempt;

    private int lines;

    private RunLog(RunDirectory run) {
        this.run = run;
    }

    /**
     * Reads the log of a run. An unfinished last line of a file, which a killed driver leaves, is not a record. Networks
     * stay packed: what is none is refused when it is looked at.
     *
     * @throws NoSuchRunException if the directory holds no run
     * @throws IOException if a line is no record or has an unknown format, with file and line in the message
     */
    public static RunLog read(RunDirectory run) throws IOException {
        RunLog log = new RunLog(run);
        log.readOn();
        return log.begun();
    }

    /** As {@link #read}, but goes on behind damage, and networks have to be right. */
    static RunLog examine(RunDirectory run, Damage damage) throws IOException {
        RunLog log = new RunLog(run);
        log.readOn(
                record -> {
                    if (record instanceof TrialStarted started) {
                        started.unpacked();
                    }
                    log.history.apply(record);
                },
                damage);
        return log.begun();
    }

    private RunLog begun() throws NoSuchRunException {
        if (history.attempts().isEmpty()) {
            throw new NoSuchRunException("There is no run in " + run.location() + ": its history is empty");
        }
        return this;
    }

    /** Reads what was added since it was read, into the same state. */
    public void readOn() throws IOException {
        readOn(history::apply, LogLines.REFUSED);
    }

    private void readOn(Consumer<HistoryRecord> consumer, Damage damage) throws IOException {
        for (int driver : run.attempts()) {
            if (driver >= attempt) {
                try (LogLines all = LogLines.open(run, driver, chain)) {
                    lines = all.forEach(driver == attempt ? lines : 0, consumer, damage);
                }
                attempt = driver;
            }
        }
    }

    /** The head of the hash chain: it fixes all records that have been read. */
    public String head() {
        return chain.head();
    }

    /** The state of the run. */
    public History history() {
        return history;
    }

    /**
     * Begins the file of the next driver.
     *
     * @param attempt number of the driver, from 1
     * @throws IOException if it cannot be made, or another driver has begun the same attempt
     */
    public HistoryLog append(int attempt) throws IOException {
        return HistoryLog.create(run, attempt, chain);
    }
}

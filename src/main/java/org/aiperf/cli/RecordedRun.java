// SPDX-License-Identifier: Apache-2.0
package org.aiperf.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.aiperf.config.InvalidSettingsException;
import org.aiperf.config.Settings;
import org.aiperf.config.SettingsLoader;
import org.aiperf.foreign.Cause;
import org.aiperf.foreign.Containment;
import org.aiperf.history.History;
import org.aiperf.history.RunDirectory;
import org.aiperf.history.RunLog;
import org.aiperf.report.ResultFile;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A run that was recorded: where, what, and with which settings.
 *
 * @param directory where it lies
 * @param log what happened
 * @param settings what its last driver was given
 */
record RecordedRun(RunDirectory directory, RunLog log, Settings settings) {

    private static final Logger LOG = LoggerFactory.getLogger(RecordedRun.class);

    /** How a location becomes a directory. */
    @FunctionalInterface
    interface Directories {
        RunDirectory open(String location) throws IOException;
    }

    /**
     * Reads a run.
     *
     * @param run its directory, as a path or a Hadoop URI, or its name below the default directory of runs
     * @throws UsageException if there is none, or its history cannot be read
     * @throws InvalidSettingsException if its settings are not those of this version
     */
    static RecordedRun read(String run) throws InvalidSettingsException {
        return read(run, RunDirectory::reached);
    }

    /** As {@link #read(String)}, on file systems that somebody else knows. */
    static RecordedRun read(String run, Directories directories) throws InvalidSettingsException {
        try {
            RunDirectory directory = find(run, directories);
            RunLog log = Containment.of(() -> RunLog.read(directory));
            return new RecordedRun(
                    directory,
                    log,
                    Settings.parse(log.history().latestAttempt().settings().toString()));
        } catch (IOException | IllegalArgumentException e) {
            throw new UsageException(e);
        }
    }

    /** Its result for programs. */
    ObjectNode result() {
        return make(() -> ResultFile.of(
                history(), settings, Instant.ofEpochMilli(history().lastTime()), log.head()));
    }

    /** The state of the run. */
    History history() {
        return log.history();
    }

    /**
     * Makes something of the run.
     *
     * @throws UsageException if what it has recorded is no run's, whatever is wrong with it
     */
    <T> T make(Containment.Work<T> work) {
        try {
            return Containment.of(work);
        } catch (IOException e) {
            throw new UsageException("The run %s cannot be shown: %s".formatted(directory.name(), Cause.of(e)), e);
        }
    }

    /**
     * The directory of a run, found as {@link #read(String)} finds it.
     *
     * @throws UsageException if there is none
     */
    static RunDirectory directory(String run) throws InvalidSettingsException {
        try {
            return find(run, RunDirectory::reached);
        } catch (IOException | IllegalArgumentException e) {
            throw new UsageException(e);
        }
    }

    /**
     * Where runs lie: the directory of one as {@link #read(String)} finds it, or a directory with runs below it.
     *
     * @throws UsageException if there is none
     */
    static String location(String runs) throws InvalidSettingsException {
        try {
            return find(runs, RunDirectory::reached).location();
        } catch (UsageException none) {
            return directoryOfRuns(runs).orElseThrow(() -> none);
        } catch (IOException | IllegalArgumentException e) {
            throw new UsageException(e);
        }
    }

    private static Optional<String> directoryOfRuns(String runs) {
        try {
            RunDirectory directory = RunDirectory.of(runs);
            directory.runs();
            return Optional.of(directory.location());
        } catch (IOException e) {
            LOG.debug("No directory of runs", e);
            return Optional.empty();
        }
    }

    /** The default directory of runs. */
    static String runs() throws InvalidSettingsException {
        return new SettingsLoader(null).load(null, List.of()).run().directory();
    }

    private static RunDirectory find(String run, Directories directories) throws IOException, InvalidSettingsException {
        RunDirectory given = directories.open(run);
        if (given.exists()) {
            return given;
        }
        String parent = runs();
        if (!run.contains("/")) {
            RunDirectory named = directories.open(parent + "/" + run);
            if (named.exists()) {
                return named;
            }
        }
        throw new UsageException(
                "There is no run '%s': %s holds no history. Give a run's directory, or its name below '%s'."
                        .formatted(run, given.location(), parent));
    }
}

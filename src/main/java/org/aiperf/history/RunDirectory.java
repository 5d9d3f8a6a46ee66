// SPDX-License-Identifier: Apache-2.0
package org.aiperf.history;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.aiperf.dataset.FirstLook;
import org.aiperf.dataset.Refusal;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSError;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocalFileSystem;
import org.apache.hadoop.fs.Path;

/**
 * Where a run keeps what must survive it, on any Hadoop file system: {@code history/} with the files of each driver,
 * {@code models/} with a file for each trial, and its reports.
 */
public final class RunDirectory {

    /** Read once: it takes longer than reading most histories. */
    private static final Configuration OF_CLASS_PATH = new Configuration();

    private final Path path;
    private final FileSystem files;

    private RunDirectory(Path path, FileSystem files) {
        this.path = path;
        this.files = files;
    }

    /**
     * The directory of a run, whether it exists or not, with the Hadoop configuration of the class path.
     *
     * @throws IOException if its file system cannot be reached
     */
    public static RunDirectory of(String location) throws IOException {
        return of(location, OF_CLASS_PATH);
    }

    /**
     * The directory of a run, whether it exists or not.
     *
     * @throws IOException if its file system cannot be reached
     */
    public static RunDirectory of(String location, Configuration configuration) throws IOException {
        Path given = new Path(location);
        FileSystem files = given.getFileSystem(configuration);
        Path path = files.makeQualified(given);
        // The local file system's checksums are written in blocks: a flushed line would not be on the disk.
        return new RunDirectory(path, files instanceof LocalFileSystem local ? local.getRawFileSystem() : files);
    }

    /**
     * As {@link #of(String, Configuration)}, when its file system has answered within seconds.
     *
     * @throws IOException if it has not
     */
    public static RunDirectory reached(String location, Configuration configuration) throws IOException {
        FirstLook.at(location, configuration);
        return of(location, configuration);
    }

    /** As {@link #reached(String, Configuration)}, with the Hadoop configuration of the class path. */
    public static RunDirectory reached(String location) throws IOException {
        return reached(location, OF_CLASS_PATH);
    }

    /** Its location with scheme and host, understood by every executor. */
    public String location() {
        return path.toString(); // as a Path reads it: a URI's text would have a space as %20
    }

    /** The run's name: the last part of its location. */
    public String name() {
        return path.getName();
    }

    /** Bytes that its disk or file system has left; quotas do not count. */
    public long free() throws IOException {
        return files.getStatus(path).getRemaining();
    }

    /** Whether a driver has written here. */
    public boolean exists() throws IOException {
        try {
            return files.exists(history());
        } catch (IOException e) {
            throw Refusal.of("Cannot look for a run in " + location(), e);
        }
    }

    /**
     * This run alone; if it is none, the runs directly below it, in the order of their names.
     *
     * @throws NoSuchRunException if there is none either
     */
    public List<RunDirectory> runs() throws IOException {
        if (exists()) {
            return List.of(this);
        }
        List<RunDirectory> below = new ArrayList<>();
        if (files.exists(path)) {
            for (FileStatus file : files.listStatus(path)) {
                RunDirectory run = new RunDirectory(file.getPath(), files);
                if (file.isDirectory() && run.exists()) {
                    below.add(run);
                }
            }
        }
        if (below.isEmpty()) {
            throw new NoSuchRunException(
                    "There is no run in %s, and none directly below it: no history directory".formatted(location()));
        }
        below.sort(Comparator.comparing(RunDirectory::name));
        return below;
    }

    /** Numbers of the drivers that have written here, in order. */
    List<Integer> attempts() throws IOException {
        return logFiles().stream().map(LogFile::attempt).distinct().sorted().toList();
    }

    /** The files of one driver, in the order of their lines. */
    List<LogFile> files(int attempt) throws IOException {
        return LogFile.inOrder(
                logFiles().stream().filter(file -> file.attempt() == attempt).toList());
    }

    /** The lines of one driver, whatever files they are in. */
    InputStream openLog(int attempt) throws IOException {
        return new LogStream(files, files(attempt).stream().map(this::file).toList());
    }

    private List<LogFile> logFiles() throws IOException {
        try {
            return Arrays.stream(files.listStatus(history()))
                    .flatMap(file -> LogFile.of(file.getPath().getName()).stream())
                    .toList();
        } catch (FileNotFoundException e) {
            throw new NoSuchRunException("There is no run in " + location() + ": it has no history directory");
        } catch (IOException e) {
            throw Refusal.of("Cannot list the history of " + location(), e);
        }
    }

    /** The number of the next driver, from 1: also one that left nothing but its file has had a number. */
    public int nextAttempt() throws IOException {
        List<Integer> earlier = exists() ? attempts() : List.of();
        return earlier.isEmpty() ? 1 : earlier.get(earlier.size() - 1) + 1;
    }

    Path attempt(int number) {
        return file(LogFile.whole(number));
    }

    Path file(LogFile file) {
        return new Path(history(), file.name());
    }

    Path model(String trial) {
        return new Path(new Path(path, "models"), trial + ".model");
    }

    /** A file right below this directory. */
    Path file(String name) {
        return new Path(path, name);
    }

    FileSystem files() {
        return files;
    }

    /** Names of the log's files below this directory, in order. */
    public List<String> historyFiles() throws IOException {
        List<String> names = new ArrayList<>();
        for (int attempt : attempts()) {
            files(attempt).forEach(file -> names.add("history/" + file.name()));
        }
        return names;
    }

    /** Name of a trial's model below this directory; empty if it left none. */
    public Optional<String> modelFile(String trial) throws IOException {
        return files.exists(model(trial)) ? Optional.of("models/" + model(trial).getName()) : Optional.empty();
    }

    /** Opens a file below this directory by its name. */
    public InputStream open(String name) throws IOException {
        return files.open(file(name));
    }

    /**
     * Writes a small file for people, such as a report; one that is there is replaced.
     *
     * @return its location
     */
    public String publish(String name, byte[] content) throws IOException {
        Path file = file(name);
        try (var out = files.create(file, true)) {
            out.write(content);
        } catch (IOException e) {
            throw Refusal.of("Cannot write " + file, e);
        } catch (FSError e) {
            throw Refusal.of("Cannot write " + file, e);
        }
        return shown(file);
    }

    /**
     * Copies a local file here; one that is there under the name is replaced.
     *
     * @return its location
     */
    public String publish(String name, java.nio.file.Path local) throws IOException {
        Path file = new Path(path, name);
        try (var out = files.create(file, true)) {
            java.nio.file.Files.copy(local, out);
        } catch (IOException e) {
            throw Refusal.of("Cannot write " + file, e);
        } catch (FSError e) {
            throw Refusal.of("Cannot write " + file, e);
        }
        return shown(file);
    }

    /** Where a published file lies, if there is one of this name. */
    public Optional<String> published(String name) throws IOException {
        Path file = new Path(path, name);
        return files.exists(file) ? Optional.of(shown(file)) : Optional.empty();
    }

    private static String shown(Path file) {
        return file.toUri().getScheme().equals("file") ? file.toUri().getPath() : file.toString();
    }

    /** Removes a published file, if it is there. */
    void delete(String name) throws IOException {
        files.delete(file(name), false);
    }

    /** Removes it with everything in it. */
    public void delete() throws IOException {
        files.delete(path, true);
    }

    private Path history() {
        return new Path(path, "history");
    }
}

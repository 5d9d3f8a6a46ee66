// SPDX-License-Identifier: Apache-2.0
package org.aiperf.history;

import java.io.ByteArrayOutputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FileAlreadyExistsException;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.apache.hadoop.fs.permission.FsPermission;
import org.apache.hadoop.util.Progressable;
import org.jspecify.annotations.Nullable;

/**
 * A file system on the local disk that behaves as an object store: a file is there when it is closed, nothing can be flushed,
 * and whether a name is taken is decided at the end.
 */
public final class ObjectStore extends FileSystem {

    private final RawLocalFileSystem local = new RawLocalFileSystem();

    /** A configuration that knows it by {@code store:}. */
    public static Configuration configuration() {
        Configuration configuration = new Configuration();
        configuration.set("fs.store.impl", ObjectStore.class.getName());
        return configuration;
    }

    @Override
    public void initialize(URI name, Configuration configuration) throws IOException {
        super.initialize(name, configuration);
        local.initialize(URI.create("file:///"), configuration);
    }

    @Override
    public URI getUri() {
        return URI.create("store:///");
    }

    private static Path local(Path path) {
        return new Path(
                "file", null, Path.getPathWithoutSchemeAndAuthority(path).toString());
    }

    private FileStatus named(FileStatus file) {
        Path path = new Path("store", null, file.getPath().toUri().getPath());
        return new FileStatus(file.getLen(), file.isDirectory(), 1, 1 << 20, file.getModificationTime(), path);
    }

    @Override
    public FSDataInputStream open(Path path, int size) throws IOException {
        return local.open(local(path), size);
    }

    @Override
    public FSDataOutputStream create(
            Path path,
            @Nullable FsPermission permission,
            boolean overwrite,
            int size,
            short replication,
            long blockSize,
            @Nullable Progressable progress)
            throws IOException {
        var target = local.pathToFile(local(path)).toPath();
        return new FSDataOutputStream(
                new ByteArrayOutputStream() {
                    @Override
                    public void close() throws IOException {
                        Files.createDirectories(target.getParent());
                        try {
                            Files.write(
                                    target,
                                    toByteArray(),
                                    overwrite ? StandardOpenOption.CREATE : StandardOpenOption.CREATE_NEW,
                                    StandardOpenOption.WRITE);
                        } catch (java.nio.file.FileAlreadyExistsException e) {
                            throw new FileAlreadyExistsException(path.toString());
                        }
                    }
                },
                null);
    }

    @Override
    public FSDataOutputStream append(Path path, int size, @Nullable Progressable progress) {
        throw new UnsupportedOperationException("An object cannot grow");
    }

    @Override
    public boolean rename(Path from, Path to) throws IOException {
        return local.rename(local(from), local(to));
    }

    @Override
    public boolean delete(Path path, boolean recursive) throws IOException {
        return local.delete(local(path), recursive);
    }

    @Override
    public FileStatus[] listStatus(Path path) throws FileNotFoundException, IOException {
        return Arrays.stream(local.listStatus(local(path))).map(this::named).toArray(FileStatus[]::new);
    }

    @Override
    public void setWorkingDirectory(Path path) {
        local.setWorkingDirectory(local(path));
    }

    @Override
    public Path getWorkingDirectory() {
        return new Path("store", null, local.getWorkingDirectory().toUri().getPath());
    }

    @Override
    public boolean mkdirs(Path path, @Nullable FsPermission permission) throws IOException {
        return local.mkdirs(local(path));
    }

    @Override
    public FileStatus getFileStatus(Path path) throws IOException {
        return named(local.getFileStatus(local(path)));
    }
}

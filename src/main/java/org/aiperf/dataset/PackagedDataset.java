// SPDX-License-Identifier: Apache-2.0
package org.aiperf.dataset;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.apache.hadoop.fs.FileUtil;

/**
 * A data set that is packed into the application as class path resources and unpacked to a directory on first use, whole
 * or not at all, so that several processes may do it at once.
 *
 * @param name its name, a folder of resources beside this class
 */
record PackagedDataset(String name) {

    /** Directories that this process has compared with what ships with the application. */
    private static final Set<Path> WHOLE = ConcurrentHashMap.newKeySet();

    /**
     * The directory with the data set's files, below a cache directory; its name tells the version of the content.
     *
     * @throws IOException if there is no such data set, a file differs from its SHA-256 or the cache cannot be written
     */
    Path unpack(Path cache) throws IOException {
        byte[] json = resource(DatasetManifest.FILE);
        Path target = cache.resolve(name + "-" + Sha256.of(json).substring(0, 16));
        // It appears whole or not at all: one that is there and differs was changed.
        boolean there = Files.isDirectory(target);
        if (there && (WHOLE.contains(target) || isWhole(json, target))) {
            WHOLE.add(target);
            return target;
        } else if (there) {
            delete(target);
        }
        Files.createDirectories(cache);
        Path partial = Files.createTempDirectory(cache, name + "-partial-");
        try {
            copy(json, partial);
            // Anybody may read what ships with the application, others that share the cache as well.
            Files.setPosixFilePermissions(partial, PosixFilePermissions.fromString("rwxr-xr-x"));
            Files.move(partial, target);
        } catch (FileSystemException e) {
            // Another process may have been faster; its files are as good.
            if (!isWhole(json, target)) {
                throw e;
            }
        } finally {
            delete(partial);
        }
        WHOLE.add(target);
        return target;
    }

    /** What its files are said to hold. */
    DatasetManifest manifest() throws IOException {
        return manifest(resource(DatasetManifest.FILE));
    }

    /** Whether a directory holds what ships with this application, byte for byte. */
    private boolean isWhole(byte[] json, Path directory) throws IOException {
        try {
            if (!Arrays.equals(json, Files.readAllBytes(directory.resolve(DatasetManifest.FILE)))) {
                return false;
            }
            for (DatasetManifest.Shard shard : shards(json)) {
                byte[] bytes = Files.readAllBytes(directory.resolve(shard.file()));
                byte[] index = Files.readAllBytes(directory.resolve(ShardIndex.file(shard.file())));
                if (!Sha256.of(bytes).equals(shard.sha256())
                        || !Arrays.equals(index, index(bytes, shard.file()).toBytes())) {
                    return false;
                }
            }
            return true;
        } catch (NoSuchFileException e) {
            return false;
        }
    }

    private DatasetManifest manifest(byte[] json) throws IOException {
        return DatasetManifest.parse(new String(json, StandardCharsets.UTF_8), "resource:" + name);
    }

    private List<DatasetManifest.Shard> shards(byte[] json) throws IOException {
        DatasetManifest manifest = manifest(json);
        return Stream.concat(manifest.training().stream(), manifest.validation().stream())
                .toList();
    }

    private void copy(byte[] json, Path directory) throws IOException {
        Files.write(directory.resolve(DatasetManifest.FILE), json);
        for (DatasetManifest.Shard shard : shards(json)) {
            byte[] bytes = resource(shard.file());
            if (!Sha256.of(bytes).equals(shard.sha256())) {
                throw new IOException("Resource %s of data set %s differs from its SHA-256; build the jar again"
                        .formatted(shard.file(), name));
            }
            Files.write(directory.resolve(shard.file()), bytes);
            Path index = directory.resolve(ShardIndex.file(shard.file()));
            Files.createDirectories(index.getParent());
            Files.write(index, index(bytes, shard.file()).toBytes());
        }
    }

    private static ShardIndex index(byte[] shard, String file) throws IOException {
        IndexBuilder index = new IndexBuilder();
        try (TfRecordReader records = new TfRecordReader(new ByteArrayInputStream(shard), file)) {
            for (byte[] record = records.next(); record != null; record = records.next()) {
                index.add(record.length, ImageExample.parse(record));
            }
        }
        return index.index();
    }

    private byte[] resource(String file) throws IOException {
        try (InputStream in = PackagedDataset.class.getResourceAsStream(name + "/" + file)) {
            if (in == null) {
                throw new IOException("There is no resource %s/%s: no data set '%s' ships with this application"
                        .formatted(name, file, name));
            }
            return in.readAllBytes();
        }
    }

    private static void delete(Path directory) throws IOException {
        if (Files.exists(directory) && !FileUtil.fullyDelete(directory.toFile())) {
            throw new IOException("Cannot delete %s".formatted(directory));
        }
    }
}

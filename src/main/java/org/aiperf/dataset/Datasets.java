// SPDX-License-Identifier: Apache-2.0
package org.aiperf.dataset;

import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Optional;
import org.aiperf.config.DataSettings;
import org.aiperf.image.ImageSize;
import org.apache.hadoop.conf.Configuration;
import org.jspecify.annotations.Nullable;

/**
 * Opens data sets by location: {@code resource:NAME} is one that ships with the application, such as
 * {@code resource:fashion-mnist}; anything else is a directory on a Hadoop file system, such as
 * {@code hdfs://namenode/data/imagenet} or a local path. Thread-safe.
 */
public final class Datasets {

    private static final String RESOURCE = "resource:";

    private final Configuration hadoop;
    private final Path local;
    private final Optional<ShardCache> cache;

    /**
     * Data sets that are read where they are.
     *
     * @param hadoop which file systems there are
     * @param local directory for data sets that ship with the application; made when needed
     */
    public Datasets(Configuration hadoop, Path local) {
        this(hadoop, local, 0);
    }

    /**
     * Data sets of whose shards copies are kept on this node, if they are not on a local disk already. All JVMs of the
     * node may use the same directory.
     *
     * @param hadoop which file systems there are
     * @param local directory for the copies and for data sets that ship with the application; made when needed
     * @param cacheBytes most bytes of all copies; 0 for none
     */
    public Datasets(Configuration hadoop, Path local, long cacheBytes) {
        this.hadoop = hadoop;
        this.local = local;
        this.cache = cacheBytes == 0
                ? Optional.empty()
                : Optional.of(new ShardCache(local, cacheBytes, InstantSource.system()));
    }

    /** Data sets that are read where they are, on the file systems of this machine's own configuration. */
    public Datasets(Path local) {
        this(new Configuration(), local);
    }

    /**
     * Returns when the file system of a data set has answered; one that ships with the application is there.
     *
     * @throws IOException if it does not answer within seconds
     */
    public static void lookAt(DataSettings settings, Configuration hadoop) throws IOException {
        if (!settings.location().startsWith(RESOURCE)) {
            FirstLook.at(settings.location(), hadoop);
        }
    }

    /** Opens the data set of some settings, to be read as {@link Reading#DEFAULT} says. */
    public Dataset open(DataSettings settings) throws IOException {
        return open(settings, Reading.DEFAULT);
    }

    /**
     * Opens the data set of some settings.
     *
     * @throws IOException if there is none, with what to do in the message
     */
    public Dataset open(DataSettings settings, Reading reading) throws IOException {
        ImageSize size = settings.imageSize() == 0 ? null : new ImageSize(settings.imageSize(), settings.imageSize());
        return open(
                settings.location(),
                switch (settings.preprocessing()) {
                    case AS_IS -> Preprocessing.AS_IS;
                    case AIPERF -> Preprocessing.AIPERF;
                    case INCEPTION -> Preprocessing.INCEPTION;
                },
                size,
                reading);
    }

    /** Opens a data set whose images are used as they are, with {@link Reading#DEFAULT}. */
    public Dataset open(String location) throws IOException {
        return open(location, Preprocessing.AS_IS, null, Reading.DEFAULT);
    }

    /**
     * Opens a data set.
     *
     * @param size of the images handed out; null for the size that the data set's manifest gives
     * @throws IOException if there is none or a file of it is missing or unreadable
     * @throws IllegalArgumentException if images of the size asked for cannot be had
     */
    public Dataset open(String location, Preprocessing preprocessing, @Nullable ImageSize size, Reading reading)
            throws IOException {
        return ShardedDataset.open(directory(location), hadoop, cache, preprocessing, size, reading);
    }

    /**
     * The manifest of a data set that ships with the application; empty if a location names another one.
     *
     * @throws IOException if no data set of the name ships with it
     */
    public static Optional<DatasetManifest> shipped(String location) throws IOException {
        return location.startsWith(RESOURCE)
                ? Optional.of(new PackagedDataset(location.substring(RESOURCE.length())).manifest())
                : Optional.empty();
    }

    private org.apache.hadoop.fs.Path directory(String location) throws IOException {
        if (location.startsWith(RESOURCE)) {
            Path unpacked = new PackagedDataset(location.substring(RESOURCE.length())).unpack(CacheDirectory.of(local));
            return new org.apache.hadoop.fs.Path(unpacked.toUri());
        }
        try {
            return new org.apache.hadoop.fs.Path(location);
        } catch (IllegalArgumentException e) {
            throw new IOException(
                    "'%s' is no data set location; use a path or %sfashion-mnist".formatted(location, RESOURCE), e);
        }
    }
}

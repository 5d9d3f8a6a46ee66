// SPDX-License-Identifier: Apache-2.0
package org.aiperf.dataset;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.net.ConnectException;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.aiperf.foreign.Cause;
import org.aiperf.image.ImageBatches;
import org.aiperf.image.ImageSize;
import org.aiperf.image.decode.DecoderLibrary;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.ipc.RemoteException;
import org.apache.hadoop.security.AccessControlException;
import org.jspecify.annotations.Nullable;

/** A data set in TFRecord shards with a {@link DatasetManifest} beside them, on any Hadoop file system. */
public final class ShardedDataset implements Dataset {

    private final FileSystem files;
    private final Path directory;
    private final DatasetManifest manifest;
    private final Shards training;
    private final Shards validation;
    private final Preprocessing preprocessing;
    private final ImageSize size;
    private final Reading reading;
    private final DecoderLibrary library = DecoderLibrary.best();

    private ShardedDataset(
            FileSystem files,
            Path directory,
            DatasetManifest manifest,
            Optional<ShardCache> cache,
            Preprocessing preprocessing,
            ImageSize size,
            Reading reading) {
        this.manifest = manifest;
        this.directory = directory;
        this.files = files;
        FirstReading first = new FirstReading(
                manifest.content().isPresent() ? FirstReading.Subject.CONTENT : FirstReading.Subject.NOTHING);
        this.training = new Shards(files, directory, manifest.training(), first, cache);
        this.validation = new Shards(files, directory, manifest.validation(), first, cache);
        this.preprocessing = preprocessing;
        this.size = size;
        this.reading = reading;
    }

    /**
     * Opens the data set of a directory: reads its manifest and looks whether every shard is there.
     *
     * @param cache where this node keeps copies of shards; none are made of those that are on a local disk
     * @param size of the images handed out; null for the size that the manifest gives
     * @throws IOException if the directory, the manifest or a shard is missing or unreadable
     * @throws IllegalArgumentException if images of the size asked for cannot be had
     */
    static ShardedDataset open(
            Path directory,
            Configuration hadoop,
            Optional<ShardCache> cache,
            Preprocessing preprocessing,
            @Nullable ImageSize size,
            Reading reading)
            throws IOException {
        FileSystem files = fileSystem(directory, hadoop);
        DatasetManifest manifest = manifest(files, directory);
        requireShards(files, directory, manifest);
        ImageSize target = size(manifest, preprocessing, size);
        return new ShardedDataset(
                files, directory, manifest, isLocal(files) ? Optional.empty() : cache, preprocessing, target, reading);
    }

    @Override
    public DatasetInfo info() {
        return new DatasetInfo(
                manifest.name(),
                size.height(),
                size.width(),
                manifest.channels(),
                manifest.classes(),
                manifest.trainImages(),
                manifest.validationImages(),
                preprocessing.text());
    }

    @Override
    public Optional<Content> content() throws IOException {
        if (manifest.content().isEmpty()) {
            return Optional.empty();
        }
        Content stated = manifest.content().get();
        Content held = ContentDigest.of(manifest, shard -> ShardIndex.read(files, directory, shard))
                .content(manifest.classes(), manifest.channels());
        if (!held.equals(stated)) {
            throw new IOException(
                    "%s in %s states the content digest %s, but the indexes of its shards give %s; check the data set by submit/aiperf prepare --source tfrecord=%s"
                            .formatted(DatasetManifest.FILE, directory, stated.sha256(), held.sha256(), directory));
        }
        return Optional.of(held);
    }

    @Override
    public List<String> classNames() {
        return manifest.classNames();
    }

    @Override
    public ImageBatches training(int batchSize, long seed, int epoch) {
        requireBatch(batchSize);
        int batches = manifest.trainImages() / batchSize;
        if (batches == 0) {
            throw new IllegalArgumentException("A batch of %d images cannot be filled: %s has %d training images"
                    .formatted(batchSize, manifest.name(), manifest.trainImages()));
        }
        var records =
                new ShuffledRecords(training, Draws.of(seed, epoch), reading.openShards(), reading.shuffleBytes());
        long pass = Draws.of(seed, epoch, 1).nextLong();
        return PrefetchedBatches.start(
                records,
                batches * batchSize,
                batchSize,
                imageBytes(),
                () -> decoder(preprocessing.training(library.decoder(manifest.channels()), size), pass),
                reading);
    }

    @Override
    public ImageBatches validation(int batchSize) {
        return validation(new SequentialRecords(validation), manifest.validationImages(), batchSize);
    }

    @Override
    public List<Integer> validationShards() {
        return manifest.validation().stream()
                .map(DatasetManifest.Shard::records)
                .toList();
    }

    @Override
    public ImageBatches validationShard(int batchSize, int shard) {
        SequentialRecords records = new SequentialRecords(validation.inOrder(List.of(shard)));
        return validation(records, manifest.validation().get(shard).records(), batchSize);
    }

    private ImageBatches validation(Records records, int images, int batchSize) {
        requireBatch(batchSize);
        return PrefetchedBatches.start(
                records,
                images,
                Math.min(batchSize, images),
                imageBytes(),
                () -> decoder(preprocessing.validation(library.decoder(manifest.channels()), size), 0),
                reading);
    }

    /** The training records as they are stored. */
    Records storedRecords() {
        return new SequentialRecords(training.unchecked());
    }

    private RecordDecoder decoder(Transform transform, long pass) {
        return new ExampleDecoder(transform, manifest.labelBase(), manifest.classes(), pass);
    }

    private int imageBytes() {
        return Math.multiplyExact(Math.multiplyExact(size.height(), size.width()), manifest.channels());
    }

    private static void requireBatch(int batchSize) {
        if (batchSize < 1) {
            throw new IllegalArgumentException("A batch needs at least one image, not " + batchSize);
        }
    }

    private static FileSystem fileSystem(Path directory, Configuration hadoop) throws IOException {
        try {
            return directory.getFileSystem(hadoop);
        } catch (IOException | IllegalArgumentException e) {
            // An unknown host is an illegal argument to some file systems.
            throw new IOException(
                    "The file system of data set %s cannot be reached: %s; check aiperf.data.location"
                            .formatted(directory, Cause.of(e)),
                    e);
        }
    }

    private static boolean isLocal(FileSystem files) {
        return "file".equals(files.getUri().getScheme());
    }

    private static DatasetManifest manifest(FileSystem files, Path directory) throws IOException {
        Path file = new Path(directory, DatasetManifest.FILE);
        try (FSDataInputStream in = files.open(file)) {
            return DatasetManifest.parse(new String(in.readAllBytes(), StandardCharsets.UTF_8), file.toString());
        } catch (FileNotFoundException e) {
            String problem = files.exists(directory)
                    ? "%s has no %s, so it is no data set; name the directory that holds one"
                            .formatted(directory, DatasetManifest.FILE)
                    : "Data set directory %s does not exist; check the path or prepare the data set there"
                            .formatted(directory);
            throw new IOException(problem, e);
        } catch (RemoteException | AccessControlException | ConnectException e) {
            throw Refusal.of("Cannot read " + file, e);
        }
    }

    private static void requireShards(FileSystem files, Path directory, DatasetManifest manifest) throws IOException {
        Set<String> present = new HashSet<>();
        for (FileStatus status : files.listStatus(directory)) {
            present.add(status.getPath().getName());
        }
        List<String> missing = Stream.concat(manifest.training().stream(), manifest.validation().stream())
                .map(DatasetManifest.Shard::file)
                .filter(file -> !present.contains(file))
                .toList();
        if (!missing.isEmpty()) {
            throw new IOException(
                    "%s lacks %d of the shards that its %s lists, the first is %s; copy them there or prepare it again"
                            .formatted(directory, missing.size(), DatasetManifest.FILE, missing.get(0)));
        }
    }

    private static ImageSize size(DatasetManifest manifest, Preprocessing preprocessing, @Nullable ImageSize size) {
        if (manifest.height() == 0) {
            if (size == null) {
                throw new IllegalArgumentException(
                        "The images of %s differ in size; say to which size to bring them".formatted(manifest.name()));
            }
            return size;
        }
        if (preprocessing == Preprocessing.INCEPTION && manifest.channels() == 1) {
            throw new IllegalArgumentException("The images of %s are grey; preprocessing %s is for colour, use %s"
                    .formatted(manifest.name(), preprocessing.text(), Preprocessing.AIPERF.text()));
        }
        ImageSize stored = new ImageSize(manifest.height(), manifest.width());
        if (preprocessing == Preprocessing.AS_IS && size != null && !size.equals(stored)) {
            throw new IllegalArgumentException(
                    "The images of %s have %s pixels, not %s; with preprocessing %s ask for %s"
                            .formatted(manifest.name(), stored, size, preprocessing.text(), stored));
        }
        return size == null ? stored : size;
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.aiperf.dataset.bench;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.aiperf.dataset.Dataset;
import org.aiperf.dataset.Datasets;
import org.aiperf.dataset.Draws;
import org.aiperf.dataset.ImageExample;
import org.aiperf.dataset.Preprocessing;
import org.aiperf.dataset.TfRecordWriter;
import org.aiperf.dataset.Transform;
import org.aiperf.dataset.UndecodedPass;
import org.aiperf.image.ImageBatch;
import org.aiperf.image.ImageBatches;
import org.aiperf.image.ImageSize;
import org.aiperf.image.decode.DecoderLibrary;
import org.aiperf.image.decode.EncodedImage;
import org.aiperf.image.decode.ImageDecoder;
import org.apache.hadoop.conf.Configuration;

/**
 * Measures the way of images from shard to batch in images or bytes per second of CPU time, so that other programs on the
 * machine disturb little. All contestants take turns, round by round, on the same files.
 */
public final class DataBenchmark {

    private static final ImageSize INPUT = new ImageSize(224, 224);
    private static final int CHANNELS = 3;
    private static final int BATCH = 64;
    private static final int WARM_UP = 2;
    private static final int ROUNDS = 5;
    private static final int LONG_PASS = 4096;
    private static final String IMAGES = "images/s";
    private static final String BYTES = "GB/s";
    private static final long MOST_READ = 1L << 30;

    private final ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    private final OperatingSystemMXBean process = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
    private final Path directory;
    private final List<byte[]> files = new ArrayList<>();
    private final Path shard;

    /**
     * Makes the images to decode.
     *
     * @param directory an empty one for the files
     * @param images how many
     */
    public DataBenchmark(Path directory, int images) throws IOException {
        this.directory = directory;
        this.shard = directory.resolve("shard");
        List<ImageExample> examples = new ArrayList<>();
        for (int i = 0; i < images; i++) {
            byte[] file = PhotoLikeImages.jpeg(i);
            files.add(file);
            Files.write(directory.resolve("%06d.jpg".formatted(i)), file);
            examples.add(new ImageExample(file, "JPEG", 375, 500, CHANNELS, "RGB", 0, i + ".jpg"));
        }
        try (TfRecordWriter writer = new TfRecordWriter(Files.newOutputStream(shard))) {
            for (ImageExample example : examples) {
                writer.write(example.toBytes());
            }
        }
    }

    /** Mean size of the images in bytes. */
    public double meanBytes() {
        return files.stream().mapToInt(file -> file.length).average().orElse(0);
    }

    /**
     * Decoding for training by every library of this machine and by the peers, then strict checking.
     *
     * @param peers programs of which the first that runs and knows a library is the peer; each is given the files'
     *     directory as last argument
     */
    public List<Throughput> decoding(List<List<String>> peers) throws IOException {
        Map<DecoderLibrary, List<Double>> training = new EnumMap<>(DecoderLibrary.class);
        Map<DecoderLibrary, List<Double>> reference = new EnumMap<>(DecoderLibrary.class);
        Map<DecoderLibrary, List<Double>> checks = new EnumMap<>(DecoderLibrary.class);
        Optional<PeerDecoder> peer = PeerDecoder.first(peers, directory);
        try {
            for (int round = -WARM_UP; round < ROUNDS; round++) {
                for (DecoderLibrary library : DecoderLibrary.available()) {
                    add(training, library, round, transformRate(library, Preprocessing.INCEPTION, round));
                    add(reference, library, round, transformRate(library, Preprocessing.AIPERF, round));
                    add(checks, library, round, checkRate(library));
                }
                if (peer.isPresent()) {
                    peer.get().round(round >= 0);
                }
            }
        } finally {
            peer.ifPresent(PeerDecoder::close);
        }
        List<Throughput> results = new ArrayList<>();
        training.forEach((library, rates) -> results.add(Throughput.atLeast(
                library == DecoderLibrary.LIBJPEG_TURBO ? 500 : 380, "inception, " + library.text(), IMAGES, rates)));
        if (peer.isPresent()) {
            peer.get().samples().forEach((name, rates) -> results.add(Throughput.of("peer: " + name, IMAGES, rates)));
            addRatio(
                    results,
                    training.getOrDefault(DecoderLibrary.best(), List.of()),
                    peer.get().samples());
        }
        reference.forEach((library, rates) -> results.add(Throughput.of("aiperf, " + library.text(), IMAGES, rates)));
        checks.forEach(
                (library, rates) -> results.add(Throughput.of("strict check, " + library.text(), IMAGES, rates)));
        return results;
    }

    /**
     * The making of a data set out of the same files.
     *
     * @param peers as for {@link #decoding}
     */
    public List<Throughput> preparing(List<List<String>> peers) throws IOException {
        return new PrepareBenchmark(directory, directory.resolve("prepared")).measure(peers);
    }

    /** Reading with checksums from a local file that is in memory. */
    public Throughput localReading() throws IOException {
        List<Double> rates = new ArrayList<>();
        UndecodedPass pass = UndecodedPass.ofShard(shard, files.size());
        for (int round = -WARM_UP; round < ROUNDS; round++) {
            long start = threads.getCurrentThreadCpuTime();
            long bytes = 0;
            while (bytes < MOST_READ / 2) {
                bytes += pass.read(Long.MAX_VALUE);
            }
            keep(rates, round, bytes / (double) (threads.getCurrentThreadCpuTime() - start));
        }
        return Throughput.atLeast(5, "read and checksum, local file", BYTES, rates);
    }

    /**
     * Reading with checksums of a data set's training shards, at most a GiB of them.
     *
     * @throws IOException if there is no such data set
     */
    public Throughput remoteReading(String location) throws IOException {
        UndecodedPass pass = UndecodedPass.ofDataset(location, new Configuration());
        List<Double> rates = new ArrayList<>();
        for (int round = -WARM_UP; round < ROUNDS; round++) {
            // The file system's client has threads of its own.
            long start = process.getProcessCpuTime();
            long bytes = pass.read(MOST_READ);
            keep(rates, round, bytes / (double) (process.getProcessCpuTime() - start));
        }
        return Throughput.atLeast(1.5, "read and checksum, the data set's shards", BYTES, rates);
    }

    /** The share of the CPU time that is not decoding and resizing: reading, checksums, parsing, ordering, handing over. */
    public Throughput overhead() throws IOException {
        List<Double> shares = new ArrayList<>();
        for (int round = -WARM_UP; round < ROUNDS; round++) {
            double transform = 1e9 / transformRate(DecoderLibrary.best(), Preprocessing.INCEPTION, round);
            double rest = passTime() / LONG_PASS;
            keep(shares, round, 100 * rest / (rest + transform));
        }
        return Throughput.atMost(5, "all but decoding and resizing", "% of CPU", shares);
    }

    /** Batches of the Fashion-MNIST that ships with the application, 28 x 28 pixels. */
    public Throughput smallImages() throws IOException {
        Dataset dataset =
                new Datasets(new Configuration(), directory.resolve("fashion")).open("resource:fashion-mnist");
        List<Double> rates = new ArrayList<>();
        for (int round = -WARM_UP; round < ROUNDS; round++) {
            long start = process.getProcessCpuTime();
            long images = count(dataset.training(BATCH, 1, round + WARM_UP));
            keep(rates, round, images * 1e9 / (process.getProcessCpuTime() - start));
        }
        return Throughput.atLeast(25_000, "Fashion-MNIST, 28 x 28 pixels", IMAGES, rates);
    }

    private double transformRate(DecoderLibrary library, Preprocessing preprocessing, int seed) throws IOException {
        byte[] image = new byte[INPUT.height() * INPUT.width() * CHANNELS];
        try (Transform transform = preprocessing.training(library.decoder(CHANNELS), INPUT)) {
            long start = threads.getCurrentThreadCpuTime();
            for (int i = 0; i < files.size(); i++) {
                transform.apply(EncodedImage.of(files.get(i)), Draws.of(seed, i), image, 0);
            }
            return files.size() * 1e9 / (threads.getCurrentThreadCpuTime() - start);
        }
    }

    private double checkRate(DecoderLibrary library) throws IOException {
        try (ImageDecoder decoder = library.decoder(CHANNELS)) {
            long start = threads.getCurrentThreadCpuTime();
            for (byte[] file : files) {
                decoder.check(EncodedImage.of(file));
            }
            return files.size() * 1e9 / (threads.getCurrentThreadCpuTime() - start);
        }
    }

    private static void addRatio(List<Throughput> results, List<Double> own, Map<String, List<Double>> peers) {
        peers.forEach((name, rates) -> {
            if (name.startsWith("OpenCV")) {
                List<Double> ratios = new ArrayList<>();
                for (int i = 0; i < rates.size(); i++) {
                    ratios.add(own.get(i) / rates.get(i));
                }
                results.add(
                        Throughput.atLeast(1.5, DecoderLibrary.best().text() + " / OpenCV-Python", "times", ratios));
            }
        });
    }

    /** CPU time of the process for one long pass that decodes nothing, in nanoseconds. */
    private double passTime() throws IOException {
        long start = process.getProcessCpuTime();
        count(UndecodedPass.ofShard(shard, files.size())
                .batches(LONG_PASS, BATCH, INPUT.height() * INPUT.width() * CHANNELS));
        return process.getProcessCpuTime() - start;
    }

    /** Takes all batches, copied to where a training library would want them. */
    private static long count(ImageBatches pass) throws IOException {
        long images = 0;
        ByteBuffer device = ByteBuffer.allocate(0);
        try (pass) {
            for (ImageBatch batch = pass.next(); batch != null; batch = pass.next()) {
                if (device.capacity() < batch.pixels().length) {
                    device = ByteBuffer.allocateDirect(batch.pixels().length);
                }
                device.put(0, batch.pixels());
                images += batch.size();
            }
        }
        return images;
    }

    private static void add(Map<DecoderLibrary, List<Double>> rates, DecoderLibrary library, int round, double rate) {
        keep(rates.computeIfAbsent(library, each -> new ArrayList<>()), round, rate);
    }

    private static void keep(List<Double> samples, int round, double sample) {
        if (round >= 0) {
            samples.add(sample);
        }
    }
}

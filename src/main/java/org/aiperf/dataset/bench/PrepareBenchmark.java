// SPDX-License-Identifier: Apache-2.0
package org.aiperf.dataset.bench;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.aiperf.dataset.ContentDigest;
import org.aiperf.dataset.DatasetManifest;
import org.aiperf.dataset.prepare.FolderSource;
import org.aiperf.dataset.prepare.ImageFetcher;
import org.aiperf.dataset.prepare.PreparedDirectory;
import org.aiperf.dataset.prepare.ShardBuilder;
import org.aiperf.dataset.prepare.ShardPlan;
import org.aiperf.dataset.prepare.SourceImage;
import org.aiperf.dataset.prepare.Split;
import org.aiperf.dataset.prepare.SplitRule;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;

/**
 * Measures the making of a data set out of JPEG files on a local disk by one thread: reading, strict checking, digests,
 * writing, and counting what stands twice; beside a peer in Python that decodes each file and packs it.
 *
 * @param files directory of the JPEG files
 * @param out directory for the shards
 */
public record PrepareBenchmark(Path files, Path out) {

    private static final int WARM_UP = 2;
    private static final int ROUNDS = 5;
    private static final double GOAL = 400;
    private static final int TIMES = 10; // with 100 files a shard is as large as one of ImageNet's
    private static final List<String> CLASSES = List.of("a", "b");

    /**
     * Makes shards for some rounds.
     *
     * @param peers programs as {@link PeerDecoder} knows them; each is given the files' directory as last argument
     */
    public List<Throughput> measure(List<List<String>> peers) throws IOException {
        List<Double> own = new ArrayList<>();
        List<Throughput> results = new ArrayList<>();
        Optional<PeerDecoder> peer = PeerDecoder.first(peers, files);
        try {
            for (int round = -WARM_UP; round < ROUNDS; round++) {
                double rate = rate();
                if (round >= 0) {
                    own.add(rate);
                }
                if (peer.isPresent()) {
                    peer.get().round(round >= 0);
                }
            }
            results.add(Throughput.atLeast(GOAL, "prepare from files", "images/s", own));
            peer.ifPresent(other -> other.samples()
                    .forEach((name, rates) -> results.add(Throughput.of("peer: " + name, "images/s", rates))));
        } finally {
            peer.ifPresent(PeerDecoder::close);
        }
        return results;
    }

    /** Images a second of this thread's CPU time. */
    private double rate() throws IOException {
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        Configuration hadoop = new Configuration();
        PreparedDirectory target =
                new PreparedDirectory(FileSystem.getLocal(hadoop), new org.apache.hadoop.fs.Path(out.toUri()));
        List<SourceImage> images = images();
        long start = threads.getCurrentThreadCpuTime();
        ShardPlan plan = new ShardPlan(Split.TRAINING, Split.TRAINING.shard(0, 1), images);
        DatasetManifest.Shard shard;
        try (ImageFetcher fetcher = new FolderSource(files.toString(), SplitRule.WORDS, "").open(hadoop)) {
            shard = new ShardBuilder(CLASSES, 3)
                    .build(
                            plan,
                            target,
                            0,
                            sink -> {
                                for (SourceImage image : images) {
                                    sink.accept(image, fetcher.fetch(image));
                                }
                            },
                            (bytes, rejected) -> {})
                    .entry();
        }
        DatasetManifest manifest = new DatasetManifest(
                "bench", 0, 0, 3, CLASSES, 1, List.of(shard), List.of(shard), 0, "", "", Optional.empty(), List.of());
        ContentDigest.of(manifest, target::index).content(CLASSES.size(), 3);
        return images.size() * 1e9 / (threads.getCurrentThreadCpuTime() - start);
    }

    /** Each file several times. */
    private List<SourceImage> images() throws IOException {
        List<SourceImage> images = new ArrayList<>();
        try (Stream<Path> list = Files.list(files)) {
            List<Path> jpegs = list.filter(each -> each.toString().endsWith(".jpg"))
                    .sorted()
                    .toList();
            while (images.size() < jpegs.size() * TIMES) {
                Path file = jpegs.get(images.size() % jpegs.size());
                images.add(new SourceImage(
                        file.getFileName().toString(), images.size() % 2, file.toString(), 0, (int) Files.size(file)));
            }
        }
        return images;
    }
}

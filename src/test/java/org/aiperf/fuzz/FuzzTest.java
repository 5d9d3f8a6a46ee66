// SPDX-License-Identifier: Apache-2.0
package org.aiperf.fuzz;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.aiperf.config.InvalidSettingsException;
import org.aiperf.config.Settings;
import org.aiperf.config.SettingsLoader;
import org.aiperf.dataset.DatasetManifest;
import org.aiperf.dataset.ImageExample;
import org.aiperf.dataset.TfRecordReader;
import org.aiperf.dataset.prepare.ImageSource;
import org.aiperf.dataset.prepare.ParquetSource;
import org.aiperf.dataset.prepare.PartReader;
import org.aiperf.dataset.prepare.SourcePart;
import org.aiperf.dataset.prepare.SplitRule;
import org.aiperf.dataset.prepare.WebDatasetSource;
import org.aiperf.history.ModelStore;
import org.aiperf.history.RecordJson;
import org.aiperf.history.RunDirectory;
import org.aiperf.image.ImageSize;
import org.aiperf.image.decode.DecoderLibrary;
import org.aiperf.image.decode.EncodedImage;
import org.aiperf.image.decode.ImageDecoder;
import org.aiperf.network.InvalidNetworkException;
import org.aiperf.network.NetworkJson;
import org.aiperf.ranking.Leaderboard;
import org.aiperf.ranking.Submissions;
import org.aiperf.submission.Examiner;
import org.aiperf.submission.Forgery;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Whatever a file holds, whoever reads it ends soon, with a result or with a sentence about it. {@code ci/fuzz.sh} tries more
 * of them, and others.
 */
@Timeout(7200)
class FuzzTest {

    private static final int INPUTS = Integer.getInteger("aiperf.fuzz.inputs", 10_000);
    private static final long SEED = Long.getLong("aiperf.fuzz.seed", 14);
    private static final Duration LONGEST = Duration.ofSeconds(10);
    private static final String HISTORY = "history/attempt-0001.jsonl";

    private final Path directory;
    private final Map<String, Kind> kinds = new LinkedHashMap<>();

    FuzzTest(@TempDir Path directory) {
        this.directory = directory;
    }

    /** Reads one changed file. */
    @FunctionalInterface
    private interface Reader {
        void read(Mutation mutation) throws Exception;
    }

    /** Files of one kind: of a thousand inputs, how many are of it. */
    private record Kind(int share, Reader reader) {}

    /** What the inputs of a kind took. */
    private record Spent(int inputs, Duration all, Duration longest) {
        static final Spent NOTHING = new Spent(0, Duration.ZERO, Duration.ZERO);

        Spent and(Duration one) {
            return new Spent(inputs + 1, all.plus(one), one.compareTo(longest) > 0 ? one : longest);
        }

        String sentence(String kind) {
            return "fuzz: %,7d of %-18s in %6.1f s, the longest in %.1f s"
                    .formatted(inputs, kind, all.toMillis() / 1e3, longest.toMillis() / 1e3);
        }
    }

    @BeforeEach
    void collect() throws Exception {
        Path run = directory.resolve("run");
        Submitted submitted = new Submitted(Forgery.ofHonestRun().pack(directory));
        records(submitted);
        submissions(submitted, run);
        models();
        texts();
        images();
        assertThat(kinds.values().stream().mapToInt(Kind::share).sum()).isEqualTo(1000);
    }

    @Test
    void whateverAFileHoldsEndsInAResultOrASentence() {
        Map<String, Spent> spent = new TreeMap<>();
        Map<String, String> defects = new TreeMap<>();
        for (Map.Entry<String, Kind> kind : kinds.entrySet()) {
            Spent all = Spent.NOTHING;
            for (int number = 0; number < INPUTS * kind.getValue().share() / 1000; number++) {
                long seed = SEED + 1_000_003L * number + kind.getKey().hashCode();
                long start = System.nanoTime();
                try {
                    kind.getValue().reader().read(new Mutation(new SplittableRandom(seed)));
                } catch (IOException | InvalidNetworkException | InvalidSettingsException sentence) {
                    assertThat(sentence.getMessage()).isNotBlank();
                } catch (Throwable defect) {
                    defects.putIfAbsent(
                            kind.getKey() + ": " + place(defect),
                            "seed %d, number %d: %s".formatted(seed, number, traced(defect)));
                }
                all = all.and(Duration.ofNanos(System.nanoTime() - start));
            }
            System.out.println(all.sentence(kind.getKey()));
            spent.put(kind.getKey(), all);
        }
        assertThat(defects).isEmpty();
        assertThat(spent.values()).allMatch(each -> each.longest().compareTo(LONGEST) < 0, spent.toString());
    }

    /** Two defects of one place are one. */
    private static String place(Throwable defect) {
        StackTraceElement[] trace = defect.getStackTrace();
        return defect.getClass().getSimpleName() + (trace.length == 0 ? "" : " at " + trace[0]);
    }

    private static String traced(Throwable defect) {
        StringWriter text = new StringWriter();
        defect.printStackTrace(new PrintWriter(text, true));
        return text.toString().lines().limit(25).collect(Collectors.joining("\n"));
    }

    private void records(Submitted submitted) {
        List<String> records = submitted.records(HISTORY);
        kinds.put(
                "record",
                new Kind(280, mutation -> RecordJson.read(mutation.json(records.get(mutation.below(records.size()))))));
    }

    private void submissions(Submitted submitted, Path run) {
        List<String> records = submitted.records(HISTORY);
        Path zip = directory.resolve("fuzzed.zip");
        Path scratch = directory.resolve("scratch");
        Reader ranked = mutation -> {
            Files.createDirectories(scratch);
            Submissions outcome =
                    Submissions.verify(List.of(zip), scratch, Examiner.ofRecords(directory, Instant.now()));
            assertThat(outcome.verified().size() + outcome.rejected().size()).isEqualTo(1);
            assertThat(scratch).isEmptyDirectory();
            Leaderboard.of(outcome.verified(), outcome.rejected()).html();
            if (mutation.below(10) == 0) {
                Aiperf.run(List.of("verify"), zip);
            }
        };
        kinds.put("history in a zip", new Kind(6, mutation -> {
            Files.write(zip, submitted.zip(Map.of(HISTORY, Submitted.sealed(changed(records, mutation)))));
            ranked.read(mutation);
        }));
        kinds.put("manifest", new Kind(4, mutation -> {
            String manifest = new String(submitted.files.get("manifest.json"), UTF_8);
            Files.write(
                    zip,
                    submitted.zip(
                            Map.of("manifest.json", mutation.json(manifest).getBytes(UTF_8))));
            ranked.read(mutation);
        }));
        byte[] whole = zipped(submitted);
        kinds.put("zip", new Kind(15, mutation -> {
            Files.write(zip, mutation.bytes(whole));
            ranked.read(mutation);
        }));
        Path other = directory.resolve("other");
        List<List<String>> commands = List.of(
                List.of("history"),
                List.of("report", "--output", directory.resolve("r.html").toString()),
                List.of("compare", "--output", directory.resolve("c.html").toString(), run.toString()),
                List.of("export"),
                List.of("package", "--output", directory.resolve("p.zip").toString()));
        kinds.put("run", new Kind(3, mutation -> {
            Files.createDirectories(other.resolve("history"));
            Files.write(other.resolve(HISTORY), Submitted.sealed(changed(records, mutation)));
            Files.deleteIfExists(directory.resolve("p.zip"));
            Aiperf.run(commands.get(mutation.below(commands.size())), other);
        }));
    }

    private static byte[] zipped(Submitted submitted) {
        try {
            return submitted.zip(Map.of());
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** One to three of the records are changed, left out, doubled or moved. */
    private static List<String> changed(List<String> records, Mutation mutation) {
        List<String> changed = new ArrayList<>(records);
        for (int change = mutation.below(3); change >= 0; change--) {
            int at = mutation.below(changed.size());
            switch (mutation.below(6)) {
                case 0 -> changed.remove(at);
                case 1 -> changed.add(mutation.below(changed.size()), changed.get(at));
                default -> changed.set(at, mutation.json(changed.get(at)));
            }
        }
        return changed;
    }

    private void models() throws Exception {
        Path stored = directory.resolve("models/models/000000.model");
        RunDirectory run = RunDirectory.of(directory.resolve("models").toString());
        RandomModel.save(run, "000000");
        byte[] model = Files.readAllBytes(stored);
        kinds.put("model", new Kind(120, mutation -> {
            Files.write(stored, mutation.bytes(model));
            new ModelStore(run).load("000000");
        }));
        Path zip = directory.resolve("model.zip");
        Path image = Files.write(directory.resolve("image.png"), RandomModel.image());
        RandomModel.zip(zip);
        Submitted parts = new Submitted(zip);
        byte[] whole = Files.readAllBytes(zip);
        List<String> entries = List.of("aiperf.json", "network.json", "coefficients.bin");
        kinds.put("model's zip", new Kind(5, mutation -> {
            String entry = entries.get(mutation.below(entries.size()));
            byte[] good = Objects.requireNonNull(parts.files.get(entry));
            byte[] content = entry.endsWith(".json")
                    ? mutation.json(new String(good, UTF_8)).getBytes(UTF_8)
                    : mutation.bytes(good);
            Files.write(
                    zip,
                    mutation.below(3) == 0 ? mutation.bytes(whole) : RandomModel.replaced(parts.files, entry, content));
            Aiperf.run(List.of("predict"), zip, image);
        }));
    }

    private void texts() throws Exception {
        String settings = new SettingsLoader(null).load(null, List.of()).render();
        String preset = Files.readString(Path.of("conf/embedded.conf"));
        Path file = directory.resolve("fuzzed.conf");
        kinds.put("settings", new Kind(50, mutation -> {
            String text = mutation.below(2) == 0
                    ? mutation.json(settings)
                    : new String(mutation.bytes(preset.getBytes(UTF_8)), UTF_8);
            Files.writeString(file, text);
            new SettingsLoader(null).load(file.toString(), List.of("run.name=" + mutation.below(9)));
        }));
        kinds.put("recorded settings", new Kind(40, mutation -> Settings.parse(mutation.json(settings))));
        String network = RandomModel.json();
        Path networkFile = directory.resolve("network.json");
        kinds.put("network", new Kind(12, mutation -> {
            Files.writeString(networkFile, mutation.json(network));
            switch (mutation.below(8)) {
                case 0 -> Aiperf.run(List.of("distance", networkFile.toString()), networkFile);
                case 1 -> Aiperf.run(List.of("ops"), networkFile);
                default -> NetworkJson.parse(Files.readString(networkFile));
            }
        }));
        String dataset = SampleFiles.manifest();
        kinds.put(
                "dataset.json",
                new Kind(127, mutation -> DatasetManifest.parse(mutation.json(dataset), "dataset.json")));
    }

    private void images() throws Exception {
        byte[] shard = SampleFiles.shard();
        kinds.put("shard", new Kind(180, mutation -> {
            byte[] content = mutation.bytes(shard);
            try (TfRecordReader records = new TfRecordReader(new ByteArrayInputStream(content), "shard")) {
                for (byte[] record = records.next(); record != null; record = records.next()) {
                    ImageExample.parse(record);
                }
            }
            ImageExample.parse(mutation.bytes(SampleFiles.record()));
        }));
        List<byte[]> pictures = SampleFiles.pictures();
        kinds.put("picture", new Kind(98, mutation -> {
            EncodedImage picture = EncodedImage.of(mutation.bytes(pictures.get(mutation.below(pictures.size()))));
            try (ImageDecoder decoder = DecoderLibrary.best().decoder(3)) {
                ImageSize size = decoder.size(picture);
                decoder.decode(
                        picture,
                        new java.awt.Rectangle(size.width(), size.height()),
                        new byte[size.height() * size.width() * 3],
                        0,
                        3 * size.width());
            }
        }));
        source("tar", SampleFiles.tar(), "train-000000.tar", 40);
        source("parquet", SampleFiles.parquet(directory), "train-00000-of-00001.parquet", 20);
    }

    private void source(String kind, byte[] good, String name, int share) throws IOException {
        Path place = Files.createDirectories(directory.resolve(kind + "-source"));
        ImageSource source = kind.equals("tar")
                ? new WebDatasetSource(place.toString(), List.of(), SplitRule.WORDS)
                : new ParquetSource(place.toString(), List.of(), SplitRule.WORDS);
        kinds.put(kind, new Kind(share, mutation -> {
            Files.write(place.resolve(name), mutation.bytes(good));
            Configuration hadoop = new Configuration(false);
            for (SourcePart part : source.layout(hadoop).parts()) {
                source.list(part, hadoop);
                if (source instanceof PartReader reader) {
                    try (PartReader.Images images = reader.read(part, hadoop)) {
                        while (images.next() != null) {
                            assertThat(images).isNotNull();
                        }
                    }
                }
            }
        }));
    }
}

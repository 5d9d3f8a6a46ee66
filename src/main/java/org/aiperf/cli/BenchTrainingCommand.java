// SPDX-License-Identifier: Apache-2.0
package org.aiperf.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.aiperf.network.Network;
import org.aiperf.network.SeedNetworks;
import org.aiperf.network.Shape.FeatureMap;
import org.aiperf.operations.LayerKind;
import org.aiperf.operations.OperationCount;
import org.aiperf.operations.OperationDefinition;
import org.aiperf.training.TrainingFailedException;
import org.aiperf.training.dl4j.Dl4jTrainer;
import org.aiperf.training.dl4j.Layers;
import org.aiperf.training.dl4j.TrainingBenchmark;
import org.aiperf.training.dl4j.TrainingBenchmark.Result;
import org.aiperf.training.dl4j.TrainingBenchmark.Speed;
import org.aiperf.unit.Precision;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Measures training on this machine's CPU. */
@Command(
        name = "training",
        description =
                "Trains networks on random images with our layers and with Deeplearning4j's own in turn, and prints images per second, operations per second, their share of what products of matrices reach here, CPU time per image, and where the time goes. ci/peers/torch_bench.py measures the same networks in PyTorch.",
        mixinStandardHelpOptions = true)
final class BenchTrainingCommand implements Callable<Integer> {

    @Mixin
    private OutputOptions output;

    @Mixin
    private final TrainingMeasurement measurement = new TrainingMeasurement();

    @Option(
            names = "--slots",
            defaultValue = "1",
            converter = PositiveInteger.class,
            description = "Trainings that run at once in this process; default ${DEFAULT-VALUE}.")
    private int slots;

    @Option(
            names = "--rounds",
            defaultValue = "5",
            converter = PositiveInteger.class,
            description = "How often each is measured; the best counts; default ${DEFAULT-VALUE}.")
    private int rounds;

    @Option(
            names = "--networks",
            split = ",",
            defaultValue = "BLOCKS_64,BLOCKS_128,RESNET_50",
            description = "Networks, of ${COMPLETION-CANDIDATES}; default ${DEFAULT-VALUE}.")
    private List<Workload> networks;

    @Option(
            names = "--layers",
            split = ",",
            defaultValue = "ONEDNN,STOCK",
            description = "Layers: our own on oneDNN, Deeplearning4j's stock layers; default ${DEFAULT-VALUE}.")
    private List<Layers> layers;

    @Option(
            names = "--precision",
            defaultValue = "FP32",
            description =
                    "Arithmetic of our layers, FP32 or BF16; stock layers always compute in FP32; default ${DEFAULT-VALUE}.")
    private Precision precision;

    /** A network with its batch. */
    enum Workload {
        /** What a trial of the embedded preset begins with. */
        EMBEDDED_64(64),
        BLOCKS_64(64),
        BLOCKS_128(128),
        RESNET_50(8);

        private final int batchSize;

        Workload(int batchSize) {
            this.batchSize = batchSize;
        }

        int batchSize() {
            return batchSize;
        }

        String label() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }

        Network network() {
            return switch (this) {
                case EMBEDDED_64 -> SeedNetworks.named("resnet-8-strided", new FeatureMap(28, 28, 1), 10);
                // Two basic blocks in each of three stages of 32, 64 and 128 filters.
                case BLOCKS_64, BLOCKS_128 -> SeedNetworks.blocks(new FeatureMap(32, 32, 3), 10, 2, 32);
                case RESNET_50 -> SeedNetworks.named("resnet-50", new FeatureMap(224, 224, 3), 1000);
            };
        }
    }

    @Override
    public Integer call() throws TrainingFailedException, IOException {
        Optional<String> problem = new Dl4jTrainer(Long.MAX_VALUE).precisionProblem(precision);
        if (problem.isPresent()) {
            throw new UsageException(problem.get());
        }
        TrainingBenchmark benchmark =
                new TrainingBenchmark(slots, measurement.threads(), rounds, measurement.length(), precision);
        PrintWriter out = output.words();
        ArrayNode all = new ObjectMapper().createArrayNode();
        out.printf(
                "%-12s %-8s %10s %14s %12s %14s %8s%n",
                "network", "layers", "images/s", "CPU ms/image", "GFLOP/s", "SGEMM GFLOP/s", "share");
        for (Workload workload : networks) {
            Result result = benchmark.measure(workload.network(), workload.batchSize, layers);
            String name = workload.label();
            for (Speed speed : result.speeds()) {
                print(out, name, speed, result);
            }
            result.shares().entrySet().stream()
                    .sorted(Map.Entry.comparingByValue((a, b) -> Double.compare(b, a)))
                    .forEach(share -> out.printf(
                            Locale.ROOT,
                            "  %-14s %5.1f %%%n",
                            share.getKey().name().toLowerCase(Locale.ROOT),
                            100 * share.getValue()));
            out.flush();
            all.add(json(name, workload, result));
        }
        output.result(all);
        return ExitCode.OK;
    }

    private static void print(PrintWriter out, String name, Speed speed, Result result) {
        out.printf(
                Locale.ROOT,
                "%-12s %-8s %10.1f %14.3f %12.1f %14.1f %8.2f%n",
                name,
                label(speed.layers()),
                speed.imagesPerSecond(),
                1e3 * speed.cpuPerImage(),
                speed.rate().gigaPerSecond(),
                result.peak().gigaPerSecond(),
                speed.rate().perSecond() / result.peak().perSecond());
    }

    private static String label(Layers layers) {
        return layers == Layers.ONEDNN ? "ours" : "stock";
    }

    /** Operations of convolutions and matrix products for an image in a forward pass: what every library has to do. */
    private static double products(Workload workload) {
        OperationCount count = OperationDefinition.fixed(workload.batchSize).count(workload.network());
        return Stream.of(LayerKind.CONV, LayerKind.DENSE)
                .mapToDouble(kind -> count.forward().getOrDefault(kind, 0.0))
                .sum();
    }

    private ObjectNode json(String name, Workload workload, Result result) {
        ObjectNode node = new ObjectMapper().createObjectNode();
        node.put("network", name)
                .put("batchSize", workload.batchSize)
                .put("slots", slots)
                .put("threads", measurement.threads());
        node.put("precision", precision.name()).put("sgemmGflops", result.peak().gigaPerSecond());
        node.put("operations", result.operations()).put("products", products(workload));
        for (Speed speed : result.speeds()) {
            node.putObject(label(speed.layers()))
                    .put("imagesPerSecond", speed.imagesPerSecond())
                    .put("cpuSecondsPerImage", speed.cpuPerImage())
                    .put("gflops", speed.rate().gigaPerSecond());
        }
        ObjectNode shares = node.putObject("shares");
        result.shares().forEach((kind, share) -> shares.put(kind.name().toLowerCase(Locale.ROOT), share));
        return node;
    }
}

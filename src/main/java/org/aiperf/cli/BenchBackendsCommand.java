// SPDX-License-Identifier: Apache-2.0
package org.aiperf.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.aiperf.config.TrainingSettings.Backend;
import org.aiperf.device.DeviceSet;
import org.aiperf.network.Network;
import org.aiperf.operations.OperationDefinition;
import org.aiperf.training.LearningRateSchedule;
import org.aiperf.training.Normalization;
import org.aiperf.training.SessionBenchmark;
import org.aiperf.training.SessionBenchmark.Speed;
import org.aiperf.training.Trainer;
import org.aiperf.training.TrainingFailedException;
import org.aiperf.training.TrainingPlan;
import org.aiperf.training.TrainingUnavailableException;
import org.aiperf.training.choice.BackendChoice;
import org.aiperf.training.choice.Libraries;
import org.aiperf.unit.Precision;
import org.aiperf.unit.Rate;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Measures the libraries that train, on the CPU or on GPUs. */
@Command(
        name = "backends",
        description =
                "Trains networks on random images with Deeplearning4j and libtorch in turn, as trials do from raw bytes on, and prints images per second, CPU time per image, and operations per second by both definitions.",
        mixinStandardHelpOptions = true)
final class BenchBackendsCommand implements Callable<Integer> {

    private static final int KERNEL_SIZE = 3;

    @Mixin
    private OutputOptions output;

    @Mixin
    private final TrainingMeasurement measurement = new TrainingMeasurement();

    @Option(
            names = "--backends",
            split = ",",
            defaultValue = "DL4J,LIBTORCH",
            description = "Libraries, of DL4J and LIBTORCH; default ${DEFAULT-VALUE}.")
    private List<Backend> backends;

    @Option(
            names = "--networks",
            split = ",",
            defaultValue = "EMBEDDED_64,BLOCKS_64,RESNET_50",
            description = "Networks, of ${COMPLETION-CANDIDATES}; default ${DEFAULT-VALUE}.")
    private List<BenchTrainingCommand.Workload> networks;

    @Option(
            names = "--batch",
            converter = PositiveInteger.class,
            description = "Images of a step, which several GPUs share; default that of the network.")
    private @Nullable Integer batch;

    @Option(names = "--precision", defaultValue = "FP32", description = "Arithmetic; default ${DEFAULT-VALUE}.")
    private Precision precision;

    @Option(names = "--gpus", split = ",", description = "Indices of the GPUs that train together; default: the CPU.")
    private List<Integer> gpus = new ArrayList<>();

    @Option(
            names = "--rounds",
            defaultValue = "3",
            converter = PositiveInteger.class,
            description = "How often each is measured; the best counts; default ${DEFAULT-VALUE}.")
    private int rounds;

    @Override
    public Integer call() throws TrainingFailedException, IOException, InterruptedException {
        List<Trainer> trainers = backends.stream().map(this::trainer).toList();
        PrintWriter out = output.words();
        ArrayNode all = new ObjectMapper().createArrayNode();
        for (int i = 0; i < trainers.size(); i++) {
            out.printf("%s: %s%n", name(backends.get(i)), trainers.get(i).backend());
        }
        out.printf(
                "%-12s %6s %-9s %-5s %10s %14s %12s %12s%n",
                "network", "batch", "backend", "", "images/s", "CPU ms/image", "fixed Gops", "v1 Gops");
        for (BenchTrainingCommand.Workload workload : networks) {
            Network network = workload.network();
            int images = batch == null ? workload.batchSize() : batch;
            List<Speed> speeds =
                    new SessionBenchmark(plan(images), rounds, measurement.length()).measure(network, trainers);
            for (int i = 0; i < speeds.size(); i++) {
                Row row = new Row(workload.label(), images, name(backends.get(i)), speeds.get(i));
                row.print(out, precision, network);
                all.addPOJO(row.json(precision, trainers.get(i).backend(), network));
            }
            out.flush();
        }
        output.result(all);
        return ExitCode.OK;
    }

    private Trainer trainer(Backend backend) {
        BackendChoice choice = new BackendChoice(backend, gpus.size(), Libraries.present());
        choice.problem(Optional.of(precision)).ifPresent(problem -> {
            throw new UsageException(problem);
        });
        try {
            Trainer trainer = choice.trainer(1);
            trainer.backend();
            return trainer;
        } catch (TrainingUnavailableException e) {
            throw new UsageException(e);
        }
    }

    private TrainingPlan plan(int batchSize) {
        return new TrainingPlan(
                batchSize,
                new LearningRateSchedule.Constant(1e-3),
                0.9,
                0,
                0.1,
                Normalization.UNIT,
                precision,
                new DeviceSet(gpus),
                measurement.threads(),
                1);
    }

    private static String name(Backend backend) {
        return backend.name().toLowerCase(Locale.ROOT);
    }

    /** A result. */
    private record Row(String network, int batch, String backend, Speed speed) {

        void print(PrintWriter out, Precision precision, Network graph) {
            out.printf(
                    Locale.ROOT,
                    "%-12s %6d %-9s %-5s %10.1f %14.3f %12.1f %12.1f%n",
                    network,
                    batch,
                    backend,
                    precision.name().toLowerCase(Locale.ROOT),
                    speed.imagesPerSecond(),
                    1e3 * speed.cpuPerImage(),
                    rate(OperationDefinition.fixed(batch), graph).gigaPerSecond(),
                    rate(OperationDefinition.v1(KERNEL_SIZE), graph).gigaPerSecond());
        }

        private Rate rate(OperationDefinition definition, Network graph) {
            return new Rate(definition.count(graph).trainPerImage() * speed.imagesPerSecond());
        }

        Map<String, Object> json(Precision precision, String version, Network graph) {
            Map<String, Object> map = new LinkedHashMap<>();
            map.put("network", network);
            map.put("batchSize", batch);
            map.put("backend", backend);
            map.put("version", version);
            map.put("precision", precision.name());
            map.put("imagesPerSecond", speed.imagesPerSecond());
            map.put("cpuSecondsPerImage", speed.cpuPerImage());
            map.put("fixedGops", rate(OperationDefinition.fixed(batch), graph).gigaPerSecond());
            map.put("v1Gops", rate(OperationDefinition.v1(KERNEL_SIZE), graph).gigaPerSecond());
            return map;
        }
    }
}

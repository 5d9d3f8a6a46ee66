// SPDX-License-Identifier: Apache-2.0
package org.aiperf.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.aiperf.dataset.bench.DataBenchmark;
import org.aiperf.dataset.bench.Throughput;
import org.aiperf.device.Machine;
import org.aiperf.foreign.Scratch;
import org.aiperf.image.decode.DecoderLibrary;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Measures reading, decoding and resizing of images. */
@Command(
        name = "data",
        description = {
            "Measures how fast images are read, decoded and resized on one core, on JPEG files like ImageNet's that it makes itself, in turn with OpenCV-Python and Pillow where they are installed.",
            "A value is the median of five rounds, in CPU time."
        },
        mixinStandardHelpOptions = true)
final class BenchDataCommand implements Callable<Integer> {

    @Option(
            names = "--images",
            defaultValue = "100",
            converter = PositiveInteger.class,
            description = "JPEG files of about 106 kB to make; default ${DEFAULT-VALUE}.")
    private int images;

    @Option(
            names = "--location",
            paramLabel = "DIRECTORY",
            description = "A data set whose shards are read as well, such as hdfs://HOST/imagenet.")
    private Optional<String> location = Optional.empty();

    @Option(
            names = "--python",
            paramLabel = "PROGRAM",
            description = "The Python with the peers' packages; default: python3, then /usr/bin/python3.")
    private List<String> pythons = new ArrayList<>();

    @Mixin
    private OutputOptions output;

    @Override
    public Integer call() throws IOException {
        PrintWriter out = output.words();
        try (Scratch directory = Scratch.create()) {
            DataBenchmark benchmark = new DataBenchmark(directory.path(), images);
            Machine machine = Machine.local();
            out.printf(
                    "%d JPEG files of 500 x 375 pixels, %.1f kB on average, to 224 x 224; one core of %s; %s%n",
                    images, benchmark.meanBytes() / 1000, machine.processor(), machine.java());
            if (!DecoderLibrary.available().contains(DecoderLibrary.LIBJPEG_TURBO)) {
                out.println("libjpeg-turbo is not installed here (Debian and Ubuntu: apt-get install libturbojpeg0)");
            }
            List<Throughput> results = new ArrayList<>(print(out, benchmark.decoding(peers("opencv_decode.py"))));
            results.addAll(print(out, benchmark.preparing(peers("prepare_pack.py"))));
            results.addAll(print(out, List.of(benchmark.overhead())));
            results.addAll(print(out, List.of(benchmark.localReading())));
            if (location.isPresent()) {
                results.addAll(print(out, List.of(benchmark.remoteReading(location.get()))));
            }
            results.addAll(print(out, List.of(benchmark.smallImages())));
            output.result(json(benchmark, machine, results));
            return ExitCode.OK;
        }
    }

    private List<List<String>> peers(String program) {
        Path script = Path.of(System.getProperty("aiperf.conf.dir", "conf"))
                .toAbsolutePath()
                .resolveSibling("ci/peers/" + program);
        return (pythons.isEmpty() ? List.of("python3", "/usr/bin/python3") : pythons)
                .stream().map(python -> List.of(python, script.toString())).toList();
    }

    private static List<Throughput> print(PrintWriter out, List<Throughput> results) {
        for (Throughput each : results) {
            String goal = each.goal().isEmpty()
                    ? ""
                    : "%s %s: %s"
                            .formatted(
                                    each.comparison()
                                            .name()
                                            .toLowerCase(Locale.ROOT)
                                            .replace('_', ' '),
                                    number(each.goal().getAsDouble()),
                                    each.reached() ? "yes" : "NO");
            out.printf("%-42s %10s %-9s %s%n", each.name(), number(each.median()), each.unit(), goal);
        }
        out.flush();
        return results;
    }

    private static String number(double value) {
        return value >= 100 ? "%,.0f".formatted(value) : "%.2f".formatted(value);
    }

    private static ObjectNode json(DataBenchmark benchmark, Machine machine, List<Throughput> results) {
        ObjectNode root = new ObjectMapper().createObjectNode();
        root.put("meanBytes", benchmark.meanBytes());
        machine.describe().forEach(root.putObject("machine")::put);
        ArrayNode list = root.putArray("results");
        for (Throughput each : results) {
            ObjectNode node = list.addObject();
            node.put("name", each.name());
            node.put("unit", each.unit());
            node.put("median", each.median());
            each.goal().ifPresent(goal -> node.put("goal", goal).put("reached", each.reached()));
            each.samples().forEach(node.putArray("samples")::add);
        }
        return root;
    }
}

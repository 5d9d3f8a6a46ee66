// SPDX-License-Identifier: Apache-2.0
package org.aiperf.search.bayes;

import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** Pairs a second of one core, of ResNet-50 and its descendants: chains of 178 to 230 layers, skips included. */
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 4, time = 2)
@Measurement(iterations = 7, time = 2)
@Fork(
        value = 1,
        jvmArgsAppend = {"--add-modules=jdk.incubator.vector", "-Xmx1g", "-XX:+UseSerialGC"})
public class DistanceBenchmark {

    private static final int HISTORY = 1024;
    private static final int QUERIES = 8;

    @Param({"scalar", "batch", "vector"})
    public String backend = "";

    private DistanceBackend distances = new ScalarDistances();
    private List<NetworkCode> history = List.of();
    private List<NetworkCode> queries = List.of();
    private final double[][] out = new double[QUERIES][HISTORY];

    @Setup(Level.Trial)
    public void grow() {
        List<NetworkCode> networks = RandomNetworks.large(3 * HISTORY, 31);
        history = networks.subList(0, HISTORY);
        queries = networks.subList(HISTORY, HISTORY + QUERIES);
        distances = switch (backend) {
            case "scalar" -> new ScalarDistances();
            case "batch" -> new BatchDistances();
            default -> DistanceBackends.vector().orElseThrow();
        };
    }

    @Benchmark
    @OperationsPerInvocation(HISTORY)
    public double[] oneToMany() {
        distances.distances(queries.get(0), history, out[0]);
        return out[0];
    }

    @Benchmark
    @OperationsPerInvocation(HISTORY * QUERIES)
    public double[][] severalToMany() {
        distances.distances(queries, history, out);
        return out;
    }

    @Benchmark
    @OperationsPerInvocation(HISTORY)
    public double[] withinSix() {
        distances.distancesWithin(queries.get(0), history, 6, out[0]);
        return out[0];
    }
}

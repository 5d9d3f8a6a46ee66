// SPDX-License-Identifier: Apache-2.0
package org.aiperf.search.bayes;

import java.util.List;
import java.util.concurrent.TimeUnit;
import org.aiperf.config.SearchSettings;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Milliseconds to append a result to the exact model of a history of ResNet-50 and its descendants: of a network that
 * the model sees for the first time, which needs its distances to all; and of one that was proposed from this model,
 * whose distances are known. At most 40 fit between 2,000 and the most that is modelled exactly.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 8)
@Measurement(iterations = 30)
@Fork(
        value = 1,
        jvmArgsAppend = {"--add-modules=jdk.incubator.vector", "-Xmx1g", "-XX:+UseSerialGC"})
public class ModelBenchmark {

    private static final int MOST = 2048;

    @Param({"elsewhere", "here"})
    public String proposed = "";

    @Param("2000")
    public int trials;

    private List<NetworkCode> networks = List.of();
    private Surrogate surrogate = Surrogate.blended(DistanceBackend.of(SearchSettings.DistanceBackend.AUTO));

    @Setup(Level.Trial)
    public void grow() {
        networks = RandomNetworks.large(3 * MOST, 31).subList(0, MOST);
        surrogate = Surrogate.blended(DistanceBackend.of(SearchSettings.DistanceBackend.AUTO));
        for (int i = 0; i < trials; i++) {
            surrogate.add(networks.get(i), Origin.NONE);
            surrogate.value(i, accuracy(i));
        }
        while (!surrogate.snapshot().isExact()) {
            surrogate.fit();
        }
    }

    @Setup(Level.Invocation)
    public void propose() {
        if ("here".equals(proposed)) {
            surrogate.snapshot().predict(List.of(new Query(networks.get(surrogate.size()), Origin.NONE)));
        }
    }

    @Benchmark
    public int append() {
        int row = surrogate.add(networks.get(surrogate.size()), Origin.NONE);
        surrogate.fit();
        surrogate.value(row, accuracy(row));
        return row;
    }

    private double accuracy(int row) {
        return 0.5 + 0.3 * (1 - Math.exp(-networks.get(row).length() / 200.0));
    }
}

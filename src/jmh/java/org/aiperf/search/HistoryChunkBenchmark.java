// SPDX-License-Identifier: Apache-2.0
package org.aiperf.search;

import java.util.List;
import java.util.concurrent.TimeUnit;
import org.aiperf.search.SyntheticHistory.Step;
import org.openjdk.jmh.annotations.AuxCounters;
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
 * A long history as it travels, of ResNet-50 and descendants of up to 230 layers: the time in which a driver seals all of
 * it, in which a new executor reads all of it, in which a tail is made, and the bytes of a trial.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 2)
@Measurement(iterations = 3)
@Fork(
        value = 1,
        jvmArgsAppend = {"-Xmx1g", "-XX:+UseSerialGC"})
public class HistoryChunkBenchmark {

    @Param("20000")
    public int trials;

    private List<Step> steps = List.of();
    private ObservationLog log = new ObservationLog();

    /** What is counted, of the last iteration. */
    @State(Scope.Thread)
    @AuxCounters(AuxCounters.Type.EVENTS)
    public static class Bytes {
        public double perTrial;
        public double perObservation;
    }

    @Setup(Level.Trial)
    public void grow() {
        steps = SyntheticHistory.of(trials, 64, 5);
        log = SyntheticHistory.log(steps);
    }

    @Benchmark
    public ObservationLog seal() {
        return SyntheticHistory.log(steps);
    }

    @Benchmark
    public HistoryChunk tail() {
        return log.tail(0);
    }

    @Benchmark
    public SearchHistory read(Bytes bytes) {
        SearchHistory history = new SearchHistory();
        long total = 0;
        for (int i = 0; i < log.sealed(); i++) {
            total += log.chunk(i).toBytes().length;
            history.add(log.chunk(i).read(history));
        }
        bytes.perObservation = (double) total / log.sealed() / HistoryChunk.SIZE;
        bytes.perTrial = bytes.perObservation * steps.size() / trials;
        return history;
    }
}

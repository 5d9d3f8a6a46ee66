// SPDX-License-Identifier: Apache-2.0
package org.aiperf.search;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.aiperf.config.SearchSettings;
import org.aiperf.network.Network;
import org.aiperf.network.SeedNetworks;
import org.aiperf.network.Shape.FeatureMap;
import org.aiperf.search.bayes.DistanceBackend;
import org.aiperf.search.bayes.NetworkCode;
import org.aiperf.search.bayes.RandomNetworks;
import org.aiperf.search.morph.MorphKind;
import org.aiperf.search.morph.MorphLimits;
import org.aiperf.search.morph.WeightedNetwork;
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
 * Milliseconds of one Bayesian proposal of 112 candidates that follows one new result, over a history of ResNet-50 and
 * its descendants: chains of 178 to 230 layers. What a fresh JVM needs is measured with {@code -wi 0 -i 1 -f 5}.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 20)
@Measurement(iterations = 20)
@Fork(
        value = 1,
        jvmArgsAppend = {"--add-modules=jdk.incubator.vector", "-Xmx1500m", "-XX:+UseSerialGC"})
public class ProposalBenchmark {

    private static final int SPARE = 100;
    private static final int LONGEST = 230;

    @Param({"1900", "20000"})
    public int trials;

    private final Map<String, Network> networks = new HashMap<>();
    private final List<Observation> observations = new ArrayList<>();
    private final SearchHistory history = new SearchHistory();
    private Searcher searcher = ProposalBenchmark::refuse;
    private int proposals;

    /** Grows the history, and lets the model take it up as a run would. */
    @Setup(Level.Trial)
    public void grow() throws IOException {
        Network root = SeedNetworks.named("resnet-50", new FeatureMap(224, 224, 3), 1000);
        SplittableRandom noise = new SplittableRandom(5);
        for (Network network : RandomNetworks.grown(root, 3 * (trials + SPARE), 3, 31)) {
            NetworkCode code = NetworkCode.of(network);
            int sequence = observations.size();
            if (code.length() <= LONGEST && sequence < trials + SPARE) {
                String trial = Integer.toString(sequence);
                networks.put(trial, network);
                double accuracy = 0.5 + 0.3 * (1 - Math.exp(-code.length() / 200.0)) + noise.nextDouble(0.02);
                observations.add(new Observation(trial, sequence, network.hash(), code, accuracy));
            }
        }
        Models models = trial -> new Model(WeightedNetwork.untrained(Objects.requireNonNull(networks.get(trial))), 1);
        searcher = new BayesianSearch(
                ProposalBenchmark::refuse,
                new ExpectedImprovement(any -> 1),
                moves(),
                models,
                DistanceBackend.of(SearchSettings.DistanceBackend.AUTO));
        history.add(observations.subList(0, trials));
        for (int call = 0; call < 40; call++) {
            searcher.suggest(history.snapshot(), bayesian(call));
        }
    }

    @Benchmark
    public Proposal propose() throws IOException {
        int next = trials + proposals++ % SPARE;
        history.add(observations.subList(next, next + 1));
        return searcher.suggest(history.snapshot(), bayesian(100 + proposals));
    }

    /** A generator whose first number does not leave the proposal to evolution. */
    private static SplittableRandom bayesian(long seed) {
        long other = seed;
        while (new SplittableRandom(other).nextInt(8) == 0) {
            other += 1_000_003;
        }
        return new SplittableRandom(other);
    }

    private static Proposal refuse(SearchHistory history, RandomGenerator random) {
        throw new IllegalStateException("Only Bayesian proposals are measured");
    }

    private static Moves moves() {
        return new LearnedMoves(
                List.of(MorphKind.WIDEN, MorphKind.DEEPEN, MorphKind.SKIP_ADD, MorphKind.SKIP_CONCAT),
                new MorphLimits(600, 1L << 30, 1e15, 1e15, 1));
    }
}

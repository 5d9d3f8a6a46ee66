// SPDX-License-Identifier: Apache-2.0
package org.aiperf.training;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.aiperf.network.MemoryLimit;
import org.aiperf.network.Network;
import org.aiperf.network.Weights;
import org.aiperf.unit.Precision;

/**
 * Trains networks with one library on one kind of device. One instance serves a whole JVM and is thread-safe; sessions
 * of several threads run side by side and do not influence each other's results.
 */
public interface Trainer {

    /** The library, its version and its fast paths, for reports; for example {@code Deeplearning4j 1.0.0-M2.1, CPU}. */
    String backend();

    /** The arithmetic that this trainer can train in on this machine, the fastest first. */
    List<Precision> precisions();

    /** Why this trainer cannot train in some arithmetic here, and what to do; nothing if it can. */
    default Optional<String> precisionProblem(Precision precision) {
        return precisions().contains(precision)
                ? Optional.empty()
                : Optional.of(
                        "%s trains in %s on this machine, not in %s, which takes %s; set aiperf.training.precision=auto"
                                .formatted(
                                        backend(),
                                        precisions().stream()
                                                .sorted()
                                                .map(Precision::name)
                                                .collect(Collectors.joining(", ")),
                                        precision,
                                        precision == Precision.BF16
                                                ? "a processor with AVX-512 BF16, or libtorch on a GPU from Ampere on"
                                                : "libtorch on a GPU"));
    }

    /**
     * What a training step takes in some arithmetic, and beyond how much a network is refused.
     *
     * @param devices of a trial; each takes this much for its part of a batch
     */
    default MemoryLimit memory(Precision precision, int devices) {
        return MemoryLimit.NONE;
    }

    /**
     * Begins the training of a network. Layers without weights get {@link InitialWeights} drawn from the plan's seed.
     * Batch norms that are an {@link org.aiperf.network.IdentityNorm} are given the statistics of the first batch, so
     * that they are the identity in the first step, too.
     *
     * @param network takes a feature map and ends in a vector, one element for each class
     * @throws TrainingFailedException if the network cannot be built here or does not fit into memory
     * @throws TrainingUnavailableException if no network can be trained in this JVM or on the plan's devices
     * @throws org.aiperf.network.InvalidNetworkException if the weights are not the network's
     */
    TrainingSession start(Network network, Weights weights, TrainingPlan plan) throws TrainingFailedException;
}

// SPDX-License-Identifier: Apache-2.0
package org.aiperf.history;

import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.aiperf.foreign.Cause;
import org.aiperf.network.Hyperparameters;
import org.aiperf.network.InvalidNetworkException;
import org.aiperf.network.Layer;
import org.aiperf.network.Network;
import org.aiperf.network.PackedNetwork;
import org.aiperf.operations.OperationCount;
import org.aiperf.unit.Definition;
import org.aiperf.unit.Precision;
import org.jspecify.annotations.Nullable;

/**
 * A network was chosen and its training is being set up. The earliest of these stamps starts the clock of the score.
 *
 * @param time when the set-up began
 * @param trial id, unique in the run
 * @param sequence order in which trials were begun, from 0
 * @param round the sequence divided by the concurrency
 * @param slot executor and slot that train it, for example {@code driver/0}
 * @param gpus indices of the GPUs that train it, on the machine of its executor; none: the CPU
 * @param parent trial whose network was changed, or null for a seed network
 * @param morphs what was done to the parent, as text, in order
 * @param seedLayers number of layers of the seed network of its lineage
 * @param network the network that is trained, hyperparameters applied
 * @param networkHash its structure hash in hexadecimal
 * @param hyperparameters what is trained with
 * @param epochs greatest number of epochs
 * @param backend library that trains, with its version
 * @param precision arithmetic of the training
 * @param operations operations per image by definition; a definition that cannot count the network is missing
 * @param search how the network was found
 */
public record TrialStarted(
        long time,
        String trial,
        int sequence,
        int round,
        String slot,
        List<Integer> gpus,
        @JsonSetter(nulls = Nulls.SET) @Nullable String parent,
        List<String> morphs,
        int seedLayers,
        PackedNetwork network,
        String networkHash,
        Hyperparameters hyperparameters,
        int epochs,
        String backend,
        Precision precision,
        Map<Definition, OperationCount> operations,
        SearchCost search)
        implements HistoryRecord {

    public TrialStarted {
        gpus = List.copyOf(gpus);
        morphs = List.copyOf(morphs);
        Map<Definition, OperationCount> ordered = new EnumMap<>(Definition.class);
        ordered.putAll(operations);
        operations = Collections.unmodifiableMap(ordered);
    }

    /**
     * The network, unpacked.
     *
     * @throws InvalidNetworkException if what the history holds is none
     */
    public Network unpacked() {
        return read(network::unpack);
    }

    /** Its layers in order, with less work; errors as those of {@link #unpacked}. */
    public List<Layer> layers() {
        return read(network::layerList);
    }

    private <T> T read(Supplier<T> part) {
        try {
            return part.get();
        } catch (InvalidNetworkException e) {
            throw new InvalidNetworkException(
                    "The network of trial %s cannot be read: %s".formatted(trial, Cause.of(e)), e);
        }
    }

    /** The same with another time. */
    public TrialStarted at(long otherTime) {
        return new TrialStarted(
                otherTime,
                trial,
                sequence,
                round,
                slot,
                gpus,
                parent,
                morphs,
                seedLayers,
                network,
                networkHash,
                hyperparameters,
                epochs,
                backend,
                precision,
                operations,
                search);
    }

    /**
     * How the network was found, and what that cost.
     *
     * @param historySize trials that were known to the search that found it
     * @param staleness trials that had become known since then; they had their say when it was chosen among others that
     *     were found with it
     * @param prepared whether it was found while another trial trained on this slot
     * @param cpuSeconds CPU time of the search and of the choice
     * @param hiddenShare part of that time, from 0 to 1, that was used while another trial trained on this slot
     * @param distances what computed the distances between networks, or {@code none}
     * @param idleMillis time since the trial before ended on this slot; null for the first one
     * @param waitedMillis time for which the slot waited for the search and the choice, the last part of the idle time;
     *     null in histories that do not tell
     * @param expected accuracy that the search's model expected when the network was chosen; null if the choice was made
     *     without a model
     * @param deviation standard deviation of that expectation, or null
     */
    public record SearchCost(
            int historySize,
            int staleness,
            boolean prepared,
            double cpuSeconds,
            double hiddenShare,
            String distances,
            @JsonSetter(nulls = Nulls.SET) @Nullable Long idleMillis,
            @JsonSetter(nulls = Nulls.SET) @Nullable Long waitedMillis,
            @JsonSetter(nulls = Nulls.SET) @Nullable Double expected,
            @JsonSetter(nulls = Nulls.SET) @Nullable Double deviation) {}
}

// SPDX-License-Identifier: Apache-2.0
package org.aiperf.history;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.aiperf.config.InvalidSettingsException;
import org.aiperf.config.Settings;
import org.aiperf.config.SettingsLoader;
import org.aiperf.history.TrialStarted.SearchCost;
import org.aiperf.network.Hyperparameters;
import org.aiperf.network.Network;
import org.aiperf.network.PackedNetwork;
import org.aiperf.network.SeedNetworks;
import org.aiperf.network.Shape.FeatureMap;
import org.aiperf.operations.LayerKind;
import org.aiperf.operations.OperationCount;
import org.aiperf.unit.Definition;
import org.aiperf.unit.Precision;
import org.assertj.core.api.recursive.comparison.RecursiveComparisonConfiguration;
import org.jspecify.annotations.Nullable;

/**
 * Records with round numbers. An epoch trains 1000 images and validates 500: 3.5 Gop by {@code fixed}, 5 Gop by
 * {@code v1}. Times are seconds after {@link #START}.
 */
public final class Records {

    public static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
    public static final Network NETWORK = SeedNetworks.named("resnet-8", new FeatureMap(28, 28, 1), 10);
    public static final OperationCount FIXED = count(1e6, 2e6);
    public static final OperationCount V1 = count(2e6, 2e6);

    /** Compares two states part by part; networks by what was packed. */
    static final RecursiveComparisonConfiguration COMPARISON = RecursiveComparisonConfiguration.builder()
            .withEqualsForType(Object::equals, PackedNetwork.class)
            .build();

    private Records() {}

    /** The defaults with some settings of one's own. */
    public static Settings settings(String... sets) {
        try {
            return new SettingsLoader(null).load(null, List.of(sets));
        } catch (InvalidSettingsException e) {
            throw new IllegalArgumentException(e);
        }
    }

    public static RunStarted started(double second, String run, int attempt, Settings settings) {
        try {
            return new RunStarted(
                    RunStarted.FORMAT,
                    millis(second),
                    run,
                    attempt,
                    new ObjectMapper().readTree(settings.render()),
                    Map.of("cpu", "2 cores"));
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e);
        }
    }

    /** A seed network's trial of at most 4 epochs. */
    public static TrialStarted trial(double second, String id, int sequence, String slot, @Nullable Long idleMillis) {
        return new TrialStarted(
                millis(second),
                id,
                sequence,
                sequence / 2,
                slot,
                List.of(),
                null,
                List.of(),
                NETWORK.layers().size(),
                PackedNetwork.of(NETWORK),
                Long.toHexString(NETWORK.hash()),
                new Hyperparameters(64, 0.1, 3, 0.05),
                4,
                "dl4j",
                Precision.FP32,
                Map.of(Definition.FIXED, FIXED, Definition.V1, V1),
                new SearchCost(
                        sequence,
                        0,
                        sequence > 1,
                        0.04,
                        sequence > 1 ? 0.75 : 0,
                        "vector",
                        idleMillis,
                        idleMillis == null ? null : idleMillis / 2,
                        null,
                        null));
    }

    /** An epoch of ten seconds: 6 training, 1 waiting for images, 2 validating. */
    public static EpochFinished epoch(double second, String trial, int number, double accuracy) {
        long end = millis(second);
        return new EpochFinished(
                end, trial, number, end - 10_000, 1000, 500, 0.9, accuracy, 1.1, accuracy, 0.05, 1000, 6000, 2000);
    }

    public static TrialEnded ended(double second, String trial, TrialEnded.State state, String reason) {
        return new TrialEnded(millis(second), trial, state, reason, null, null);
    }

    public static RunStopped stopped(double second, boolean complete) {
        return new RunStopped(
                millis(second), complete ? "The run reached its 4 trials." : "The run was interrupted.", complete);
    }

    /** What replaying the records gives. */
    public static History history(HistoryRecord... records) {
        History history = new History();
        for (HistoryRecord record : records) {
            history.apply(record);
        }
        return history;
    }

    private static long millis(double second) {
        return START.toEpochMilli() + Math.round(1000 * second);
    }

    private static OperationCount count(double forward, double backward) {
        return new OperationCount(Map.of(LayerKind.CONV, forward), Map.of(LayerKind.CONV, backward));
    }
}

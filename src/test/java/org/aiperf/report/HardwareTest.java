// SPDX-License-Identifier: Apache-2.0
package org.aiperf.report;

import static org.aiperf.history.Records.epoch;
import static org.aiperf.history.Records.history;
import static org.aiperf.history.Records.settings;
import static org.aiperf.history.Records.started;
import static org.aiperf.history.Records.trial;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Map;
import org.aiperf.config.Settings;
import org.aiperf.history.EnergyMeasured;
import org.aiperf.history.ExecutorDescribed;
import org.aiperf.history.History;
import org.aiperf.history.TrialStarted;
import org.junit.jupiter.api.Test;

class HardwareTest {

    private static final Settings SETTINGS = settings();

    private static final Map<String, String> NODE =
            Map.of("accelerators_per_node", "2", "accelerator_model_name", "NVIDIA H200");

    /** Two nodes with two GPUs each, of which three train; two executors share the first node. */
    private static final History CLUSTER = history(
            started(0, "cluster", 1, SETTINGS),
            new ExecutorDescribed(0, "1", "a", NODE, "gpu: NVML energy counters"),
            new ExecutorDescribed(0, "2", "a", NODE, "gpu: NVML energy counters"),
            new ExecutorDescribed(0, "3", "b", NODE, "gpu: NVML energy counters"),
            onGpu(trial(0, "t0", 0, "1/0", null), 0),
            onGpu(trial(0, "t1", 1, "2/0", null), 1),
            onGpu(trial(0, "t2", 2, "3/0", null), 0),
            epoch(10, "t0", 1, 0.8),
            new EnergyMeasured(5000, "1", "a", 5000, Map.of("gpu", 1000.0), "gpu: NVML energy counters"),
            new EnergyMeasured(9000, "2", "a", 9000, Map.of("gpu", 4500.0), "gpu: NVML energy counters"),
            new EnergyMeasured(10_000, "1", "a", 10_000, Map.of("gpu", 5000.0), "gpu: NVML energy counters"),
            new EnergyMeasured(10_000, "3", "b", 10_000, Map.of("gpu", 2000.0), "gpu: NVML energy counters"));

    @Test
    void countsAcceleratorsAndTheirPeak() {
        Hardware hardware = Hardware.of(CLUSTER);

        assertThat(hardware.nodes()).isEqualTo(2);
        assertThat(hardware.accelerators()).isEqualTo(3);
        assertThat(hardware.model()).isEqualTo("NVIDIA H200");
        assertThat(hardware.peak().orElseThrow().rate().teraPerSecond()).isEqualTo(3 * 67.0);
        assertThat(Efficiency.ofPeak(RunSummary.of(CLUSTER, SETTINGS), hardware).orElseThrow())
                .isCloseTo(3.5e8 / 201e12, within(1e-12));
    }

    @Test
    void takesEachMachinesPowerOnce() {
        Power power = Power.of(CLUSTER).orElseThrow();

        assertThat(power.nodes()).isEqualTo(2);
        assertThat(power.complete()).isTrue();
        assertThat(power.joules()).isEqualTo(7000);
        assertThat(power.total()).isEqualTo(700);
        assertThat(Efficiency.perWatt(RunSummary.of(CLUSTER, SETTINGS), power)
                        .orElseThrow()
                        .perSecond())
                .isEqualTo(3.5e8 / 700);
    }

    @Test
    void withoutAMeasurementThereIsNoEfficiency() {
        History silent = history(
                started(0, "silent", 1, SETTINGS), trial(0, "t0", 0, "driver/0", null), epoch(10, "t0", 1, 0.8));

        assertThat(Power.of(silent)).isEmpty();
        assertThat(Hardware.of(silent).peak()).isEmpty();
        assertThat(Hardware.of(silent).accelerators()).isZero();
    }

    @Test
    void thePublishedListIsComplete() {
        List<PublishedSystem> list = PublishedSystem.list();

        assertThat(list).hasSize(10).extracting(PublishedSystem::rank).isSorted();
        assertThat(list.get(0).score()).isEqualTo(194_527.5);
        assertThat(list.get(0).perAccelerator()).isCloseTo(47.49, within(0.005));
        assertThat(list.get(9).system()).isEqualTo("DGX-1");
    }

    private static TrialStarted onGpu(TrialStarted trial, int gpu) {
        return new TrialStarted(
                trial.time(),
                trial.trial(),
                trial.sequence(),
                trial.round(),
                trial.slot(),
                List.of(gpu),
                trial.parent(),
                trial.morphs(),
                trial.seedLayers(),
                trial.network(),
                trial.networkHash(),
                trial.hyperparameters(),
                trial.epochs(),
                trial.backend(),
                trial.precision(),
                trial.operations(),
                trial.search());
    }
}

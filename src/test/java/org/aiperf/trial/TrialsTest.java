// SPDX-License-Identifier: Apache-2.0
package org.aiperf.trial;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.DoubleAdder;
import org.aiperf.config.Settings;
import org.aiperf.config.SettingsLoader;
import org.aiperf.dataset.BlankDataset;
import org.aiperf.dataset.DamagedShardException;
import org.aiperf.dataset.Dataset;
import org.aiperf.device.DeviceSet;
import org.aiperf.history.ModelStore;
import org.aiperf.history.RunDirectory;
import org.aiperf.history.TrialEnded;
import org.aiperf.history.TrialEnded.State;
import org.aiperf.history.TrialStarted;
import org.aiperf.network.Shape.FeatureMap;
import org.aiperf.search.Searches;
import org.aiperf.training.InstantTrainer;
import org.aiperf.unit.Definition;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrialsTest {

    private final Path path;
    private InstantTrainer trainer = new InstantTrainer();

    TrialsTest(@TempDir Path path) {
        this.path = path;
    }

    @Test
    void theSameSeedGivesTheSameNetworksAndCounts() throws Exception {
        List<TrialStarted> first = runOneSlot("a", 12);
        List<TrialStarted> second = runOneSlot("b", 12);

        assertThat(first).hasSize(12);
        assertThat(second)
                .extracting(TrialsTest::identity)
                .containsExactlyElementsOf(
                        first.stream().map(TrialsTest::identity).toList());
        assertThat(first).extracting(TrialStarted::networkHash).doesNotHaveDuplicates();
        assertThat(first).extracting(TrialStarted::hyperparameters).containsOnly(LocalDesk.HYPERPARAMETERS);
        assertThat(first).anyMatch(s -> s.parent() != null && !s.morphs().isEmpty());
    }

    @Test
    void theNextNetworkIsReadyWhenATrialEnds() throws Exception {
        List<TrialStarted> started = runOneSlot("a", 6);

        assertThat(started.get(0).search().prepared()).isFalse();
        assertThat(started.subList(1, 6)).allMatch(s -> s.search().prepared());
        assertThat(started.get(0).search().idleMillis()).isNull();
        assertThat(started.subList(1, 6)).allMatch(s -> s.search().idleMillis() != null);
    }

    @Test
    void countsTheOperationsThatItDoes() throws Exception {
        LocalDesk desk = new LocalDesk(1, 1, 0);
        DoubleAdder operations = new DoubleAdder();
        TrialEnded end = trials(
                        "a", new BlankDataset(100, 30), "training.epochs.warm-up=[3]", "training.epochs.scale=1")
                .run(desk, "0/0", TrialsTest::cpu, operations::add)
                .orElseThrow();

        TrialStarted start = desk.started().get(0);
        assertThat(end.state()).isEqualTo(State.FINISHED);
        assertThat(end.reason()).contains("3 epochs");
        assertThat(desk.epochs()).extracting(e -> e.imagesTrained()).containsExactly(96L, 96L, 96L);
        assertThat(desk.epochs()).extracting(e -> e.imagesValidated()).containsExactly(30L, 30L, 30L);
        assertThat(operations.sum())
                .isEqualTo(3
                        * Objects.requireNonNull(start.operations().get(Definition.FIXED))
                                .of(96, 30)
                                .count());
    }

    @Test
    void takesAnotherNetworkIfSomebodyHasBegunItMeanwhile() throws Exception {
        LocalDesk desk = new LocalDesk(2, 1, 0);
        Trials trials = trials("a", new BlankDataset(100, 30));
        trials.run(desk, "0/0", TrialsTest::cpu, unused -> {});
        LocalDesk probe = new LocalDesk(2, 1, 0);
        Trials same = trials("b", new BlankDataset(100, 30));
        same.run(probe, "0/0", TrialsTest::cpu, unused -> {});
        same.run(probe, "0/1", TrialsTest::cpu, unused -> {});
        desk.forbid(probe.started().get(1).networkHash());

        trials.run(desk, "0/1", TrialsTest::cpu, unused -> {});

        assertThat(desk.started()).hasSize(2);
        assertThat(desk.started().get(1).search().prepared()).isTrue();
        assertThat(desk.started().get(1).networkHash())
                .isNotEqualTo(probe.started().get(1).networkHash());
    }

    @Test
    void aNetworkThatCannotBeTrainedIsAFailedTrialAndTheNextOneWorks() throws Exception {
        trainer = new InstantTrainer(30);
        LocalDesk desk = new LocalDesk(4, 1, 0);
        Trials trials = trials("a", new BlankDataset(100, 30));
        List<State> states = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            TrialEnded end =
                    trials.run(desk, "0/" + i, TrialsTest::cpu, unused -> {}).orElseThrow();
            states.add(end.state());
            if (end.state() == State.FAILED) {
                assertThat(end.reason()).contains("OUT_OF_MEMORY").contains("too large");
                assertThat(end.accuracy()).isNull();
            }
        }

        assertThat(states).contains(State.FINISHED, State.FAILED);
        assertThat(desk.aborts()).isEmpty();
        assertThat(trainer.open()).isZero();
    }

    @Test
    void aDamagedShardStopsTheRunAndAnotherReadErrorOnlyTheTrial() throws Exception {
        LocalDesk damaged = new LocalDesk(1, 1, 0);
        TrialEnded end = trials(
                        "a", new BlankDataset(100, 30, new DamagedShardException("shard-7", 3, 99, "is cut off")))
                .run(damaged, "0/0", TrialsTest::cpu, unused -> {})
                .orElseThrow();
        LocalDesk unread = new LocalDesk(1, 1, 0);
        TrialEnded other = trials("b", new BlankDataset(100, 30, new IOException("Disk full")))
                .run(unread, "0/0", TrialsTest::cpu, unused -> {})
                .orElseThrow();

        assertThat(end.state()).isEqualTo(State.FAILED);
        assertThat(damaged.aborts())
                .singleElement()
                .asString()
                .contains("shard-7")
                .contains("record 3");
        assertThat(other.state()).isEqualTo(State.FAILED);
        assertThat(other.reason()).contains("Disk full");
        assertThat(unread.aborts()).isEmpty();
        assertThat(trainer.open()).isZero();
    }

    @Test
    void endsAfterTheEpochInWhichTheRunEnds() throws Exception {
        LocalDesk desk = new LocalDesk(1, 1, 2);
        TrialEnded end = trials(
                        "a", new BlankDataset(100, 30), "training.epochs.warm-up=[9]", "training.epochs.scale=1")
                .run(desk, "0/0", TrialsTest::cpu, unused -> {})
                .orElseThrow();

        assertThat(end.state()).isEqualTo(State.CUT);
        assertThat(desk.epochs()).hasSize(2);
    }

    @Test
    void anExhaustedSearchSpaceStopsTheRunWithAdvice() throws Exception {
        LocalDesk desk = new LocalDesk(9, 1, 0);
        Trials trials = trials("a", new BlankDataset(100, 30), "search.max-layers=30", "search.morphs=[deepen]");
        assertThat(trials.run(desk, "0/0", TrialsTest::cpu, unused -> {})).isPresent();
        assertThat(trials.run(desk, "0/1", TrialsTest::cpu, unused -> {})).isEmpty();
        assertThat(desk.aborts()).singleElement().asString().contains("max-layers");
    }

    private List<TrialStarted> runOneSlot(String name, int count) throws Exception {
        LocalDesk desk = new LocalDesk(count, 1, 0);
        Trials trials = trials(name, new BlankDataset(100, 30));
        for (int i = 0; i < count; i++) {
            assertThat(trials.run(desk, "0/" + i, TrialsTest::cpu, unused -> {}))
                    .isPresent();
        }
        return desk.started();
    }

    private Trials trials(String name, Dataset dataset, String... sets) throws Exception {
        List<String> all = new ArrayList<>(List.of("training.batch-size=32"));
        all.add("training.epochs.scale=0.05");
        all.addAll(List.of(sets));
        Settings settings = new SettingsLoader(null).load(null, all);
        ModelStore models = new ModelStore(RunDirectory.of(path.resolve(name).toString(), new Configuration()));
        TrialPlan plan = TrialPlan.of(settings, 1);
        TrainingLoop training = new TrainingLoop(
                plan, trainer, new TrialData(dataset, settings.data()), models, InstantSource.system());
        return new Trials(
                plan,
                Searches.networks(settings.search(), settings.training(), new FeatureMap(8, 8, 1), 4, models),
                training,
                InstantSource.system(),
                "test");
    }

    private static List<Object> identity(TrialStarted start) {
        return List.of(
                start.network(),
                start.hyperparameters(),
                start.operations(),
                start.morphs(),
                Optional.ofNullable(start.parent()),
                start.epochs());
    }

    private static DeviceSet cpu(int slot) {
        return DeviceSet.CPU;
    }
}

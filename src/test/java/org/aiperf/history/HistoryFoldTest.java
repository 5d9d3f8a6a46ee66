// SPDX-License-Identifier: Apache-2.0
package org.aiperf.history;

import static org.aiperf.history.Records.NETWORK;
import static org.aiperf.history.Records.START;
import static org.aiperf.history.Records.ended;
import static org.aiperf.history.Records.settings;
import static org.aiperf.history.Records.started;
import static org.aiperf.history.Records.stopped;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.aiperf.history.TrialEnded.State;
import org.aiperf.network.PackedNetwork;
import org.aiperf.score.ScorePoint;
import org.aiperf.unit.Definition;
import org.aiperf.unit.Rate;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The state that is kept record by record is what summing up all records gives, after every one of them. */
class HistoryFoldTest {

    private static final PackedNetwork PACKED = PackedNetwork.of(NETWORK);
    private static final RunStarted DRIVER = started(0, "random", 1, settings());

    @Test
    void equalsTheSumOfItsRecordsAfterEachOfThem() {
        for (int seed = 0; seed < 12; seed++) {
            List<HistoryRecord> records = new Draw(seed, 3).records(100);
            History history = new History();
            for (int i = 0; i < records.size(); i++) {
                history.apply(records.get(i));
                compare(history, records.subList(0, i + 1), "seed %d, record %d".formatted(seed, i));
            }
        }
    }

    @Test
    void equalsTheSumOfItsRecordsWhereTheyFillManyBlocks() {
        for (int seed = 0; seed < 2; seed++) {
            List<HistoryRecord> records = new Draw(100 + seed, 40).records(1400);
            History history = new History();
            for (int i = 0; i < records.size(); i++) {
                history.apply(records.get(i));
                if (i % 350 == 0 || i == records.size() - 1) {
                    compare(history, records.subList(0, i + 1), "seed %d, record %d".formatted(seed, i));
                }
            }
        }
    }

    @Test
    void refusesWhatDoesNotFitAndStaysAsItIs() {
        History history = Records.history(DRIVER, Records.trial(1, "t0", 0, "driver/0", null));
        for (HistoryRecord wrong : List.of(
                Records.epoch(-5, "t0", 1, 0.5),
                Records.epoch(0, "t0", 1, 0.5),
                Records.epoch(11, "t0", 1, 1.5),
                Records.epoch(11, "t9", 1, 0.5),
                ended(20, "t9", State.FAILED, "Nobody knows it."),
                Records.trial(2, "t0", 0, "driver/0", null),
                new RunStopped(Long.MAX_VALUE, "never", true),
                new RunStopped(-1, "before there was time", true))) {
            assertThatThrownBy(() -> history.apply(wrong)).isInstanceOf(IllegalArgumentException.class);
        }
        assertThatThrownBy(() -> new History().apply(stopped(1, true))).hasMessageContaining("first driver");

        assertThat(history)
                .usingRecursiveComparison(Records.COMPARISON)
                .isEqualTo(Records.history(DRIVER, Records.trial(1, "t0", 0, "driver/0", null)));
        history.apply(ended(20, "t0", State.FAILED, "It failed."));
        assertThatThrownBy(() -> history.apply(ended(21, "t0", State.FAILED, "Again.")))
                .hasMessage("Trial t0 ended before");
    }

    private static void compare(History history, List<HistoryRecord> records, String at) {
        NaiveState naive = new NaiveState(records);
        Instant now = Instant.ofEpochMilli(naive.lastTime() + 1234);
        assertThat(history.trials()).as(at).extracting(TrialHistory::start).isEqualTo(naive.starts());
        for (TrialHistory trial : history.trials()) {
            TrialStarted start = trial.start();
            assertThat(trial.epochs()).as(at).isEqualTo(naive.epochs(start));
            assertThat(trial.end()).as(at).isEqualTo(naive.end(start));
            assertThat(trial.accuracy()).as(at).isEqualTo(naive.accuracy(start));
            assertThat(trial.gain()).as(at).isEqualTo(naive.gain(start));
            assertThat(trial.generation()).as(at).isEqualTo(naive.generation(start));
            assertThat(history.runs(trial)).as(at).isEqualTo(naive.runs(start));
        }
        assertThat(history.open()).as(at).extracting(TrialHistory::start).isEqualTo(naive.open());
        for (State state : State.values()) {
            assertThat(history.ended(state)).as(at).isEqualTo(naive.ended(state));
        }
        assertThat(history.best().flatMap(TrialHistory::best)).as(at).isEqualTo(naive.best());
        assertThat(history.nextSequence()).as(at).isEqualTo(naive.starts().size());
        assertThat(history.stop()).as(at).isEqualTo(naive.stop());
        assertThat(history.energy()).as(at).isEqualTo(naive.energy());
        assertThat(history.activeTime()).as(at).isEqualTo(naive.activeTime());
        assertThat(history.phases(now)).as(at).isEqualTo(naive.phases(now.toEpochMilli()));
        for (Definition definition : Definition.values()) {
            assertThat(history.uncounted(definition)).as(at).isEqualTo(naive.uncounted(definition));
            compareScore(history, naive, definition, at);
        }
    }

    private static void compareScore(History history, NaiveState naive, Definition definition, String at) {
        List<Duration> marks = IntStream.range(0, 7)
                .mapToObj(i -> Duration.ofMillis(naive.length() * i / 5).plusNanos(i))
                .toList();
        for (Duration mark : marks) {
            assertThat(history.scoreboard(definition).at(mark)).as(at).isEqualTo(naive.score(definition, mark));
        }
        assertThat(history.scoreboard(definition).latest().map(ScorePoint::total))
                .as(at)
                .isEqualTo(naive.score(definition, Duration.ofDays(9)).map(ScorePoint::total));
        List<Rate> rates = history.scoreboard(definition).rates(10);
        double[] wanted = naive.rates(definition, 10);
        assertThat(rates).as(at).hasSize(wanted.length);
        for (int i = 0; i < wanted.length; i++) {
            assertThat(rates.get(i).perSecond()).as(at).isCloseTo(wanted[i], within(1e-9 * (1 + wanted[i])));
        }
    }

    /** Records of a run that might have been: executors vanish, drivers are lost and resumed, clocks jitter. */
    private static final class Draw {

        private final Random random;
        private final List<HistoryRecord> records = new ArrayList<>(List.of(DRIVER));
        private final @Nullable Running[] slots;
        private final List<String> lost = new ArrayList<>();
        private double now;
        private int trials;
        private int drivers = 1;

        /** A trial on a slot. */
        private record Running(String trial, int epochs, double heard) {}

        Draw(int seed, int slots) {
            this.random = new Random(seed);
            this.slots = new Running[slots];
        }

        List<HistoryRecord> records(int count) {
            while (records.size() < count) {
                now += random.nextInt(3) == 0 ? 0 : random.nextInt(4000) / 1000.0;
                if (random.nextInt(60) == 0) {
                    resume();
                } else if (random.nextInt(25) == 0) {
                    measure();
                } else {
                    goOn(random.nextInt(slots.length));
                }
            }
            if (random.nextBoolean()) {
                records.add(stopped(now + 1, true));
            }
            return records;
        }

        private void resume() {
            if (random.nextBoolean()) {
                records.add(stopped(now, false));
            }
            for (int i = 0; i < slots.length; i++) {
                if (slots[i] != null) {
                    lost.add(slots[i].trial());
                    slots[i] = null;
                }
            }
            now += 1 + random.nextInt(100);
            long time = START.toEpochMilli() + Math.round(1000 * now);
            records.add(
                    new RunStarted(RunStarted.FORMAT, time, "random", ++drivers, DRIVER.settings(), DRIVER.system()));
            for (String trial : lost) {
                if (random.nextInt(4) > 0) { // else this driver is lost before it says so
                    records.add(ended(now - 0.5 - random.nextInt(2), trial, State.CUT, "The driver was lost"));
                }
            }
            lost.clear();
        }

        private void measure() {
            String executor = Integer.toString(random.nextInt(2));
            records.add(new EnergyMeasured(
                    START.toEpochMilli() + Math.round(1000 * now),
                    executor,
                    "host",
                    random.nextInt(9000),
                    Map.of("cpu", random.nextDouble()),
                    "counters"));
        }

        private void goOn(int slot) {
            Running running = slots[slot];
            if (running == null) {
                slots[slot] = begin(slot);
            } else if (running.epochs() < 5 && random.nextInt(5) > 0) {
                double time = Math.max(running.heard(), now - random.nextInt(2500) / 1000.0);
                double accuracy = random.nextInt(8) / 8.0;
                records.add(Records.epoch(time, running.trial(), running.epochs() + 1, accuracy));
                slots[slot] = new Running(running.trial(), running.epochs() + 1, time);
            } else {
                State state = List.of(State.values()).get(random.nextInt(State.values().length));
                records.add(ended(Math.max(running.heard(), now), running.trial(), state, "It ended."));
                slots[slot] = null;
            }
        }

        private Running begin(int slot) {
            String id = "t" + trials;
            TrialStarted trial = Records.trial(now, id, trials, "driver/" + slot, random.nextBoolean() ? null : 1000L);
            records.add(new TrialStarted(
                    trial.time(),
                    id,
                    trials,
                    trial.round(),
                    trial.slot(),
                    trial.gpus(),
                    random.nextInt(3) == 0 ? null : "t" + random.nextInt(trials + 1),
                    List.of("widen(3,8)"),
                    trial.seedLayers(),
                    PACKED,
                    trial.networkHash(),
                    trial.hyperparameters(),
                    5,
                    trial.backend(),
                    trial.precision(),
                    random.nextInt(4) == 0 ? Map.of(Definition.FIXED, Records.FIXED) : trial.operations(),
                    trial.search()));
            trials++;
            return new Running(id, 0, now);
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.aiperf.benchmark;

import static org.aiperf.benchmark.BenchmarkTest.header;
import static org.aiperf.benchmark.BenchmarkTest.settings;
import static org.aiperf.benchmark.BenchmarkTest.start;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import org.aiperf.benchmark.Effect.End;
import org.aiperf.benchmark.Effect.Kill;
import org.aiperf.benchmark.Effect.Launch;
import org.aiperf.benchmark.Effect.Write;
import org.aiperf.benchmark.Ending.Kind;
import org.aiperf.benchmark.Event.EpochEnded;
import org.aiperf.benchmark.Event.ExecutorUnable;
import org.aiperf.benchmark.Event.NetworkOffered;
import org.aiperf.benchmark.Event.RoundFailed;
import org.aiperf.benchmark.Event.RunBegins;
import org.aiperf.benchmark.Event.SearchExhausted;
import org.aiperf.benchmark.Event.SlotsChanged;
import org.aiperf.benchmark.Event.StopAsked;
import org.aiperf.benchmark.Event.TaskAsks;
import org.aiperf.benchmark.Event.TaskEnded;
import org.aiperf.benchmark.Event.TimeCame;
import org.aiperf.benchmark.Event.TrialAlive;
import org.aiperf.benchmark.Event.TrialOver;
import org.aiperf.config.RunSettings;
import org.aiperf.history.EnergyMeasured;
import org.aiperf.history.EpochFinished;
import org.aiperf.history.HistoryRecord;
import org.aiperf.history.RunStopped;
import org.aiperf.history.TrialEnded;
import org.aiperf.history.TrialEnded.State;
import org.aiperf.history.TrialStarted;
import org.aiperf.network.Hyperparameters;
import org.aiperf.search.HyperparameterSearcher;
import org.aiperf.search.bayes.NetworkCode;
import org.aiperf.trial.Ticket;
import org.aiperf.trial.TrialDesk.Decision;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The driver alone, told what happens and when: hours pass in no time. */
class DriverTest {

    private static final NetworkCode CODE = NetworkCode.of(BenchmarkTest.NETWORK);

    private static final Instant BEGIN = Instant.parse("2026-01-01T00:00:00Z");
    private static final HyperparameterSearcher FIXED = HyperparameterSearcher.fixed(new Hyperparameters(8, 0, 3, 0.1));

    private final List<Effect> effects = new ArrayList<>();
    private Instant now = BEGIN;
    private Driver driver = new Driver(settings(100, Duration.ofHours(12)), FIXED, Optional.empty());

    private void begin(RunSettings settings, int slots) {
        driver = new Driver(settings, FIXED, Optional.empty());
        tell(new RunBegins(header(1), slots));
    }

    private void tell(Event.News news) {
        effects.addAll(driver.on(now, news));
    }

    private <A> A ask(Event.Question<A> question) {
        Driver.Reaction<A> reaction = driver.on(now, question);
        effects.addAll(reaction.effects());
        return reaction.answer();
    }

    private void pass(Duration time) {
        now = now.plus(time);
    }

    private static NetworkOffered offer(Ticket ticket, String hash) {
        return new NetworkOffered(start(ticket, hash), CODE);
    }

    private String begunTrial(String task) {
        Ticket ticket = ask(new TaskAsks(task)).orElseThrow();
        assertThat(ask(offer(ticket, "a" + ticket.trial()))).isEqualTo(Decision.GO);
        return ticket.trial();
    }

    private EpochFinished epoch(String trial, int number, double accuracy) {
        long time = now.toEpochMilli();
        return new EpochFinished(time, trial, number, time, 100, 10, 1.0, 0.5, 1.0, accuracy, 0.1, 1, 1, 1);
    }

    private TrialEnded ended(String trial, State state) {
        return new TrialEnded(now.toEpochMilli(), trial, state, "because", 0.5, null);
    }

    private <T extends Effect> List<T> effects(Class<T> kind) {
        return effects.stream().filter(kind::isInstance).map(kind::cast).toList();
    }

    private <T extends HistoryRecord> List<T> written(Class<T> kind) {
        return effects(Write.class).stream()
                .map(Write::record)
                .filter(kind::isInstance)
                .map(kind::cast)
                .toList();
    }

    private Ending ending() {
        assertThat(effects(End.class)).hasSize(1);
        assertThat(effects).last().isInstanceOf(End.class);
        return effects(End.class).get(0).ending();
    }

    @Test
    void theDurationBeginsWithTheFirstSetUp() {
        begin(settings(100, Duration.ofHours(12)), 2);
        pass(Duration.ofHours(1));
        String first = begunTrial("0/0");
        pass(Duration.ofHours(1));
        begunTrial("0/1");
        pass(Duration.ofHours(11).minusMillis(1));
        assertThat(ask(new EpochEnded(epoch(first, 1, 0.5)))).isEqualTo(Decision.KEEP);
        pass(Duration.ofMillis(1));
        tell(new TimeCame());

        assertThat(ending().kind()).isEqualTo(Kind.COMPLETE);
    }

    @Test
    void theDeadlineCutsWhatTrainsAndWhatComesLaterDoesNotCount() {
        begin(settings(100, Duration.ofHours(12)), 2);
        String first = begunTrial("0/0");
        begunTrial("0/1");
        pass(Duration.ofHours(11));
        assertThat(ask(new EpochEnded(epoch(first, 1, 0.5)))).isEqualTo(Decision.KEEP);
        pass(Duration.ofHours(1));
        assertThat(ask(new EpochEnded(epoch(first, 2, 0.75)))).isEqualTo(Decision.STOP);

        assertThat(ending()).isEqualTo(new Ending(Kind.COMPLETE, "The run reached its duration of 43200 s"));
        assertThat(written(EpochFinished.class)).hasSize(1);
        assertThat(written(TrialEnded.class))
                .extracting(TrialEnded::state, TrialEnded::time)
                .containsOnly(tuple(State.CUT, now.toEpochMilli()));
        assertThat(written(TrialEnded.class).get(0).accuracy()).isEqualTo(0.5);
        assertThat(written(RunStopped.class)).singleElement().matches(RunStopped::complete);
        assertThat(ask(new TaskAsks("0/0"))).isEmpty();
        tell(new TaskEnded("0/1", Optional.of(ended("000001", State.FINISHED))));
        assertThat(effects).last().isInstanceOf(End.class);
    }

    @Test
    void timeAloneEndsTheRunToo() {
        begin(settings(100, Duration.ofHours(12)), 2);
        pass(Duration.ofHours(12).minusMillis(1));
        tell(new TimeCame());
        assertThat(effects(End.class)).isEmpty();
        pass(Duration.ofMillis(1));
        tell(new TimeCame());

        assertThat(ending().kind()).isEqualTo(Kind.COMPLETE);
        assertThat(driver.deadline()).isEqualTo(now);
    }

    @Test
    void aTrialThatHangsIsKilledAndItsTaskMayAskAgain() {
        begin(settings(100, Duration.ofHours(12)), 3);
        String hanging = begunTrial("0/0");
        String alive = begunTrial("0/1");
        ask(new TaskAsks("0/2"));
        pass(Duration.ofMinutes(50));
        tell(new TrialAlive(alive));
        pass(Duration.ofMinutes(10));
        tell(new TimeCame());
        assertThat(effects(Kill.class)).isEmpty();
        pass(Duration.ofMillis(1));
        tell(new TimeCame());
        tell(new TimeCame());

        assertThat(effects(Kill.class)).extracting(Kill::task).containsExactly("0/0", "0/2");
        assertThat(effects(Kill.class).get(0).reason())
                .contains("No progress for 3600 s")
                .contains("trial-timeout");
        assertThat(written(TrialEnded.class)).extracting(TrialEnded::trial).containsExactly(hanging);
        assertThat(ask(new EpochEnded(epoch(hanging, 1, 0.5)))).isEqualTo(Decision.STOP);
        assertThat(ask(new TaskAsks("0/0")).orElseThrow().trial()).isEqualTo("000003");
    }

    @Test
    void theRunDoesNotWaitForATaskThatNeverDies() {
        begin(settings(1, Duration.ofHours(12)), 2);
        begunTrial("0/0");
        pass(Duration.ofHours(2));
        tell(new TimeCame());
        String second = begunTrial("1/0");
        tell(new TrialOver(ended(second, State.FINISHED)));
        assertThat(effects(End.class)).isEmpty();
        tell(new TaskEnded("1/0", Optional.of(ended(second, State.FINISHED))));

        assertThat(ending()).isEqualTo(new Ending(Kind.COMPLETE, "The run reached its number of trials, 1"));
    }

    @Test
    void manyFailuresInARowEndTheRunAndASuccessBetweenThemDoesNot() {
        begin(settings(100, Duration.ofHours(12)), 1);
        for (int i = 0; i < 7; i++) {
            finish("0/" + i, State.FAILED);
        }
        finish("1/0", State.FINISHED);
        for (int i = 0; i < 7; i++) {
            finish("2/" + i, State.FAILED);
        }
        assertThat(effects(End.class)).isEmpty();
        finish("3/0", State.FAILED);

        assertThat(ending()).isEqualTo(new Ending(Kind.ABORTED, "8 trials failed in a row; the last one: because"));
        assertThat(written(RunStopped.class)).singleElement().matches(stop -> !stop.complete());
    }

    @Test
    void aLargeRunAllowsTwiceItsSlotsToFailInARow() {
        begin(settings(1000, Duration.ofHours(12)), 100);
        for (int i = 0; i < 199; i++) {
            finish("0/" + i, State.FAILED);
        }
        assertThat(effects(End.class)).isEmpty();
        finish("1/0", State.FAILED);
        assertThat(ending().kind()).isEqualTo(Kind.ABORTED);
    }

    private void finish(String task, State state) {
        String trial = begunTrial(task);
        tell(new TrialOver(ended(trial, state)));
        tell(new TaskEnded(task, Optional.of(ended(trial, state))));
    }

    @Test
    void executorsThatCannotTrainCostNoTrialUnlessNoneCan() {
        begin(settings(100, Duration.ofHours(12)), 1);
        String trained = begunTrial("0/0");
        for (int i = 0; i < 15; i++) {
            begunTrial("0/1");
            tell(new ExecutorUnable("0/1", "no GPU"));
        }
        ask(new EpochEnded(epoch(trained, 1, 0.5)));
        for (int i = 0; i < 15; i++) {
            ask(new TaskAsks("0/1"));
            tell(new ExecutorUnable("0/1", "no GPU"));
        }
        assertThat(effects(End.class)).isEmpty();
        assertThat(written(TrialEnded.class))
                .hasSize(15)
                .allMatch(end -> end.state() == State.CUT && end.reason().equals("Its executor cannot train: no GPU"));
        // A task that fails before it asks counts as well.
        tell(new ExecutorUnable("0/1", "no GPU"));

        assertThat(ending()).isEqualTo(new Ending(Kind.ABORTED, "No executor can run trials: no GPU"));
    }

    @Test
    void aRoundThatFailsEndsTheRunByItsCause() {
        begin(settings(100, Duration.ofHours(12)), 8);
        tell(new RoundFailed("no executors are left"));
        assertThat(ending()).isEqualTo(new Ending(Kind.BROKEN, "no executors are left"));

        effects.clear();
        begin(settings(100, Duration.ofHours(12)), 8);
        tell(new ExecutorUnable("0/0", "no driver of NVIDIA"));
        tell(new RoundFailed("Job aborted due to stage failure"));
        assertThat(ending()).isEqualTo(new Ending(Kind.ABORTED, "No executor can run trials: no driver of NVIDIA"));
    }

    @Test
    void anExhaustedSearchLetsTheLastTrialsEnd() {
        begin(settings(100, Duration.ofHours(12)), 2);
        String last = begunTrial("0/0");
        ask(new TaskAsks("0/1"));
        tell(new SearchExhausted());
        tell(new TaskEnded("0/1", Optional.empty()));
        int launched = effects(Launch.class).size();
        assertThat(ask(new TaskAsks("0/2"))).isEmpty();
        assertThat(effects(End.class)).isEmpty();
        tell(new TaskEnded("0/0", Optional.of(ended(last, State.FINISHED))));

        assertThat(ending()).isEqualTo(new Ending(Kind.COMPLETE, "The search found no further network"));
        assertThat(effects(Launch.class)).hasSize(launched);
    }

    @Test
    void aHistoryThatCannotBeWrittenIsSaidBeforeAnythingElse() {
        begin(settings(100, Duration.ofHours(12)), 2);
        assertThat(driver.historyLost("No space left"))
                .containsExactly(new End(new Ending(Kind.BROKEN, "No space left")));
        assertThat(driver.historyLost("not written any more")).isEmpty();
        assertThat(ask(new TaskAsks("0/0"))).isEmpty();

        begin(settings(100, Duration.ofHours(12)), 2);
        tell(new StopAsked(new Ending(Kind.INTERRUPTED, "asked to")));
        assertThat(driver.historyLost("No space left"))
                .containsExactly(new End(new Ending(Kind.BROKEN, "No space left")));
    }

    @Test
    void launchesEarlyButNotMoreThanTheSettingsAllowAtOnce() {
        begin(settings(20, Duration.ofHours(12)), 4);
        assertThat(effects(Launch.class)).containsExactly(new Launch(0, 4));
        begunTrial("0/0");
        assertThat(effects(Launch.class)).hasSize(1);
        begunTrial("0/1");
        assertThat(effects(Launch.class)).containsExactly(new Launch(0, 4), new Launch(1, 4));
        tell(new SlotsChanged(40));
        assertThat(effects(Launch.class)).last().isEqualTo(new Launch(2, 12));

        effects.clear();
        begin(settings(20, Duration.ofHours(12), 2), 8);
        assertThat(effects(Launch.class)).containsExactly(new Launch(0, 2));
        finish("0/0", State.FINISHED);
        assertThat(effects(Launch.class)).containsExactly(new Launch(0, 2), new Launch(1, 1));
    }

    @Test
    void executorsRecordsGetTheDriversTime() {
        begin(settings(20, Duration.ofHours(12)), 1);
        pass(Duration.ofMinutes(1));
        tell(new Event.MachineTold(new EnergyMeasured(5, "1", "host", 1000, Map.of("cpu", 7.0), "RAPL")));

        assertThat(written(EnergyMeasured.class))
                .containsExactly(new EnergyMeasured(now.toEpochMilli(), "1", "host", 1000, Map.of("cpu", 7.0), "RAPL"));
    }

    /** Whatever happens in whatever order: each trial that is begun ends once, no network twice, nothing after the end. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16})
    void keepsItsPromisesWhateverHappens(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        begin(settings(60, Duration.ofHours(3)), 1 + random.nextInt(8));
        List<Ticket> tickets = new ArrayList<>();
        for (int i = 0; i < 4000 && effects(End.class).isEmpty(); i++) {
            pass(Duration.ofSeconds(random.nextInt(12)));
            String task = "0/" + random.nextInt(12);
            String trial = "%06d".formatted(random.nextInt(tickets.size() + 1));
            switch (random.nextInt(12)) {
                case 0, 1 -> ask(new TaskAsks(task)).ifPresent(tickets::add);
                case 2, 3 -> {
                    if (!tickets.isEmpty()) {
                        Ticket ticket = tickets.get(tickets.size() - 1);
                        ask(offer(ticket, Integer.toHexString(random.nextInt(400))));
                    }
                }
                case 4, 5, 6 -> ask(new EpochEnded(epoch(trial, 1, random.nextDouble())));
                case 7 ->
                    tell(new TrialOver(ended(trial, List.of(State.values()).get(random.nextInt(3)))));
                case 8 -> tell(new TaskEnded(task, Optional.empty()));
                case 9 -> tell(new ExecutorUnable(task, "no GPU"));
                case 10 -> tell(new SlotsChanged(1 + random.nextInt(8)));
                default -> tell(new TimeCame());
            }
        }
        tell(new StopAsked(new Ending(Kind.INTERRUPTED, "enough")));
        pass(Duration.ofHours(4));
        tell(new TimeCame());

        ending();
        List<String> begun =
                written(TrialStarted.class).stream().map(TrialStarted::trial).toList();
        assertThat(begun).isNotEmpty().doesNotHaveDuplicates();
        assertThat(written(TrialStarted.class))
                .extracting(TrialStarted::networkHash)
                .doesNotHaveDuplicates();
        assertThat(written(TrialEnded.class)).extracting(TrialEnded::trial).containsExactlyInAnyOrderElementsOf(begun);
        assertThat(written(RunStopped.class)).hasSize(1);
        assertThat(tickets).extracting(Ticket::sequence).doesNotHaveDuplicates();
    }
}

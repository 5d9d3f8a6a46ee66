// SPDX-License-Identifier: Apache-2.0
package org.aiperf.simulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import org.aiperf.config.InvalidSettingsException;
import org.aiperf.config.Settings;
import org.aiperf.config.SettingsLoader;
import org.aiperf.history.Records;
import org.aiperf.history.TrialEnded.State;
import org.aiperf.simulation.ClusterResult.Use;
import org.aiperf.trial.EpochBudget;
import org.aiperf.unit.Rate;
import org.junit.jupiter.api.Test;

/** Half a day of a cluster in the time of a test. */
class VirtualClusterTest {

    private static final Duration EPOCH = Duration.ofMinutes(7);
    private static final SearchCosts CHEAP = costs(0.05);

    private final Settings settings;
    private final SampleNetworks networks;

    VirtualClusterTest() throws InvalidSettingsException, IOException {
        settings = new SettingsLoader(null)
                .load(
                        null,
                        List.of(
                                "run.trials=10000000",
                                "run.duration=12 h",
                                "search.strategy=evolution",
                                "search.seed-networks=[resnet-50]"));
        networks = SampleNetworks.search(settings, 12);
    }

    private static SearchCosts costs(double seconds) {
        return new SearchCosts(List.of(new SearchCosts.Point(16, seconds * 1e9, seconds * 1e8, 0)));
    }

    private ClusterModel model(int slots) {
        return new ClusterModel(
                settings,
                slots,
                8,
                8,
                TrialTimes.around(new EpochBudget(List.of(15, 30, 45), 60, 1), EPOCH, 0.3),
                Duration.ofMillis(1),
                Duration.ofMillis(2),
                Duration.ofMillis(2),
                0,
                Duration.ofMinutes(2));
    }

    private ClusterResult run(ClusterModel model, SearchCosts costs) throws IOException {
        return new VirtualCluster(model, costs, networks).run();
    }

    @Test
    void theScoreGrowsWithTheSlotsAndEverySecondIsAccountedFor() throws IOException {
        ClusterResult few = run(model(8), CHEAP);
        ClusterResult many = run(model(256), CHEAP);

        assertThat(many.ending()).isEqualTo("The run reached its duration of 43200 s");
        // From its first set-up, which searches come before.
        assertThat(many.elapsed())
                .isBetween(Duration.ofHours(12), Duration.ofHours(12).plusMinutes(1));
        assertThat(many.efficiency(few)).isBetween(0.985, 1.015);
        assertThat(many.counted()).isBetween(0.98, 1.0);
        assertThat(many.uses().values().stream()
                        .mapToDouble(Double::doubleValue)
                        .sum())
                .isCloseTo(1, within(1e-9));
        // 12 hours of every slot, in epochs of seven minutes.
        assertThat(many.epochs()).isBetween(256 * 98L, 256 * 105L);
        assertThat(many.trials()).isBetween(256 * 3, 256 * 5);
        assertThat(many.slotUse().share()).isGreaterThan(0.999);
        assertThat(many.driverBusy()).isBetween(1e-5, 0.1);
        assertThat(many.score(new Rate(1e12)).perSecond()).isCloseTo(256e12 * many.counted(), within(1.0));
    }

    @Test
    void aDriverThatIsTooSlowIsSeen() throws IOException {
        ClusterModel slow = new ClusterModel(
                settings,
                256,
                8,
                8,
                model(256).times(),
                Duration.ofMillis(1),
                Duration.ofMillis(2),
                Duration.ofSeconds(4),
                0,
                Duration.ofMinutes(2));
        ClusterResult result = run(slow, CHEAP);

        assertThat(result.driverBusy()).isGreaterThan(0.95);
        assertThat(result.share(Use.DRIVER)).isGreaterThan(0.3);
        assertThat(run(slow.withSlots(8), CHEAP).share(Use.DRIVER)).isLessThan(0.05);
    }

    @Test
    void aSearchIsHiddenBehindTrainingUnlessItTakesLonger() throws IOException {
        double hidden = run(model(16), costs(600)).share(Use.SEARCH);
        double seen = run(model(16), costs(5 * 3600)).share(Use.SEARCH);

        // Only the first one of each slot: ten minutes of twelve hours, and a minute of choice for each trial.
        assertThat(hidden).isBetween(600.0 / 43200, 1000.0 / 43200);
        assertThat(seen).isGreaterThan(0.4);
    }

    @Test
    void whatExecutorsTakeWithThemIsLostAndTrainedAnew() throws IOException {
        ClusterModel model = model(64);
        ClusterModel losing = new ClusterModel(
                settings,
                64,
                8,
                8,
                model.times(),
                model.latency(),
                model.handOut(),
                model.flush(),
                6,
                Duration.ofMinutes(2));
        ClusterResult safe = run(model, CHEAP);
        ClusterResult lossy = run(losing, CHEAP);

        // Three losses of each node: half an epoch and two minutes each time.
        assertThat(safe.share(Use.LOST)).isZero();
        assertThat(lossy.share(Use.LOST)).isBetween(0.01, 0.06);
        assertThat(lossy.trials()).isGreaterThan(safe.trials());
        assertThat(lossy.ending()).contains("duration");
    }

    @Test
    void measuresRealSearches() throws IOException {
        SearchCosts costs = SearchCosts.measure(settings, networks, List.of(4, 24), 60);

        assertThat(costs.points()).extracting(SearchCosts.Point::trials).containsExactly(4, 24);
        assertThat(costs.points()).allMatch(point -> point.search() > 0 && point.choice() > 0);
        assertThat(costs.search(100_000, 0)).isGreaterThanOrEqualTo(costs.search(24, 0));
    }

    @Test
    void takesTheTimesOfARecordedRun() {
        TrialTimes times = TrialTimes.recorded(Records.history(
                Records.started(0, "run", 1, Records.settings()),
                Records.trial(1, "t0", 0, "driver/0", null),
                Records.epoch(11, "t0", 1, 0.5),
                Records.epoch(21, "t0", 2, 0.5),
                Records.ended(21, "t0", State.FINISHED, "done")));

        assertThat(times.draw(7, new SplittableRandom(1))).isEqualTo(new TrialTimes.Time(2, Duration.ofSeconds(10)));
        assertThatThrownBy(() -> TrialTimes.recorded(Records.history(Records.started(0, "run", 1, Records.settings()))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("No trial of this run has finished an epoch");
    }

    @Test
    void thePageShowsEveryFigure() throws IOException {
        ScalingTable table = new ScalingTable(
                List.of(run(model(8), CHEAP), run(model(16), CHEAP)), new Rate(1e12), "twelve <hours>");
        String page = new String(table.html(), StandardCharsets.UTF_8);

        assertThat(page)
                .contains("twelve &lt;hours&gt;")
                .contains("waiting for a search")
                .doesNotContain("<script");
        table.rows().forEach(row -> row.forEach(cell -> assertThat(page).contains(cell.strip())));
    }
}

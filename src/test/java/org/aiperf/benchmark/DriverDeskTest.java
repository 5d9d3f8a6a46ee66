// SPDX-License-Identifier: Apache-2.0
package org.aiperf.benchmark;

import static org.aiperf.benchmark.BenchmarkTest.epoch;
import static org.aiperf.benchmark.BenchmarkTest.header;
import static org.aiperf.benchmark.BenchmarkTest.settings;
import static org.aiperf.benchmark.BenchmarkTest.start;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.aiperf.benchmark.Ending.Kind;
import org.aiperf.history.History;
import org.aiperf.history.HistoryLog;
import org.aiperf.history.RunDirectory;
import org.aiperf.network.Hyperparameters;
import org.aiperf.search.HyperparameterSearcher;
import org.aiperf.trial.Ticket;
import org.aiperf.trial.TrialDesk.Decision;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The driver with a history, on a clock that stands. */
class DriverDeskTest {

    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

    private final RunDirectory directory;
    private final HistoryLog log;
    private final DriverDesk desk;

    DriverDeskTest(@TempDir Path path) throws IOException {
        directory = RunDirectory.of(path.resolve("run").toString(), new Configuration());
        log = HistoryLog.create(directory, 1);
        desk = new DriverDesk(
                settings(10, Duration.ofHours(1)),
                HyperparameterSearcher.fixed(new Hyperparameters(8, 0, 3, 0.1)),
                Optional.empty(),
                log,
                () -> NOW);
    }

    @Test
    void nobodyIsToldToGoOnWithWhatIsNotInTheHistory() throws IOException {
        desk.begin(header(1), 2);
        Ticket first = desk.next("0/0").orElseThrow();
        assertThat(desk.begin(start(first, "1"))).isEqualTo(Decision.GO);
        Ticket second = desk.next("0/1").orElseThrow();
        log.close();

        assertThat(desk.begin(start(second, "2"))).isEqualTo(Decision.STOP);
        Ending ending = desk.ending().orElseThrow();
        assertThat(ending.kind()).isEqualTo(Kind.BROKEN);
        assertThat(ending.reason()).startsWith("Cannot write the history ");
        assertThat(desk.epoch(epoch(first.trial(), 1))).isEqualTo(Decision.STOP);
        assertThat(desk.next("0/1")).isEmpty();
        desk.stop("asked to");
        assertThat(desk.ending()).contains(ending);
        assertThat(desk.history().trials()).hasSize(1);
        assertThat(History.read(directory).trials()).hasSize(1);
    }

    @Test
    void anEndThatCannotBeWrittenIsBroken() throws IOException {
        desk.begin(header(1), 2);
        desk.begin(start(desk.next("0/0").orElseThrow(), "1"));
        log.close();
        desk.stop("asked to");

        assertThat(desk.ending().orElseThrow().kind()).isEqualTo(Kind.BROKEN);
        assertThat(desk.history().stops()).isEmpty();
    }
}

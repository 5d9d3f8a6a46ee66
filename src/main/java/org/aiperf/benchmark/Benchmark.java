// SPDX-License-Identifier: Apache-2.0
package org.aiperf.benchmark;

import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Function;
import org.aiperf.config.RunSettings;
import org.aiperf.history.History;
import org.aiperf.history.HistoryLog;
import org.aiperf.history.RunStarted;
import org.aiperf.search.HyperparameterSearcher;
import org.aiperf.unit.Operations;

/**
 * One driver's share of a run on the wall clock: the thread that launches what the driver wants launched, looks at the time
 * and at the cluster, and shows how the run goes. What happens when is the {@link Driver}'s.
 *
 * <p>Thread-safe; {@link #run} is called once.
 */
public final class Benchmark {

    private final RunSettings settings;
    private final DriverDesk desk;
    private final TrialLauncher launcher;
    private final InstantSource clock;
    private final RunObserver observer;

    /**
     * @param hyperparameters chooses those of each trial; it knows of none yet
     * @param earlier what earlier drivers of this run have recorded, which this one adds to; empty for a new run
     * @param log where this driver records
     */
    public Benchmark(
            RunSettings settings,
            HyperparameterSearcher hyperparameters,
            Optional<History> earlier,
            HistoryLog log,
            TrialLauncher launcher,
            InstantSource clock,
            RunObserver observer) {
        this.settings = settings;
        this.desk = new DriverDesk(settings, hyperparameters, earlier, log, clock);
        this.launcher = launcher;
        this.clock = clock;
        this.observer = observer;
    }

    /**
     * Runs until the run is complete or stopped.
     *
     * @param header the first record of this driver
     * @return why it ended
     */
    public Ending run(RunStarted header) throws InterruptedException {
        int slots = launcher.slots();
        desk.begin(header, slots);
        launcher.connect(desk);
        Instant nextLook = clock.instant().plus(settings.progressInterval());
        while (desk.ending().isEmpty()) {
            desk.act(launcher);
            desk.await(nextLook);
            int now = launcher.slots();
            if (now != slots) {
                slots = now;
                desk.slots(slots);
            }
            desk.look();
            if (!clock.instant().isBefore(nextLook)) {
                Operations live = launcher.liveOperations();
                look(history -> observer.look(history, live)).run();
                nextLook = clock.instant().plus(settings.progressInterval());
            }
        }
        launcher.cancel();
        return desk.ending().orElseThrow();
    }

    /** Stops the run from outside, for example when its user asks for it. */
    public void stop(String reason) {
        desk.stop(reason);
    }

    /** Everything that was recorded, once the run has ended; until then it changes under whoever looks at it. */
    public History history() {
        return desk.history();
    }

    /** Lets somebody look at the run while nothing is added to it; tasks wait for that. */
    public <T> T look(Function<History, T> observer) {
        return desk.look(observer);
    }
}

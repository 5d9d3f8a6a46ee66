// SPDX-License-Identifier: Apache-2.0
package org.aiperf.spark;

import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.function.Supplier;
import org.aiperf.device.EnergyCounter;
import org.aiperf.device.EnergyMeter;
import org.aiperf.device.SystemDescription;
import org.aiperf.device.UseMeter;
import org.aiperf.history.EnergyMeasured;
import org.aiperf.history.ExecutorDescribed;
import org.aiperf.trial.TrialDesk;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells the driver what this executor's machine is made of, and then what energy it takes and how it is used, in a
 * thread of its own until the driver is gone. Whatever goes wrong costs the report a figure and the run nothing.
 */
final class MachineWatch implements Runnable {

    private static final Logger LOG = LoggerFactory.getLogger(MachineWatch.class);

    /** Often enough for power that is sampled. */
    private static final Duration SAMPLE = Duration.ofSeconds(1);

    /** Samples between two reports: more and more, so that short runs are covered and long ones record little. */
    private static final int FIRST_REPORT = 5;

    private static final int MOST_SAMPLES = 60;

    private final TrialDesk desk;
    private final String executor;
    private final Supplier<SystemDescription> probe;
    private final InstantSource clock;

    /** @param probe looks at the machine, which may take a while */
    MachineWatch(TrialDesk desk, String executor, Supplier<SystemDescription> probe, InstantSource clock) {
        this.desk = desk;
        this.executor = executor;
        this.probe = probe;
        this.clock = clock;
    }

    /** Watches in the background. */
    void start() {
        Thread thread = new Thread(this, "aiperf-machine");
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void run() {
        try {
            EnergyMeter meter = new EnergyMeter(EnergyCounter.ofMachine(clock));
            long begin = clock.millis();
            meter.joules();
            SystemDescription machine = probe.get();
            desk.machine(
                    new ExecutorDescribed(clock.millis(), executor, machine.host(), machine.fields(), meter.quality()));
            UseWatch use = new UseWatch(() -> UseMeter.ofJvm(clock), executor, machine.host(), clock);
            measure(meter, begin, use, machine.host());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException | LinkageError e) {
            LOG.debug("This executor's machine is not watched any more", e);
        }
    }

    /** Ends with a machine that tells nothing, and by the failure to reach a driver that is gone. */
    private void measure(EnergyMeter meter, long begin, UseWatch use, String host) throws InterruptedException {
        int report = FIRST_REPORT;
        int samples = 0;
        Map<String, Double> joules = meter.joules();
        while (!joules.isEmpty() || use.goesOn()) {
            if (!joules.isEmpty() && ++samples >= report) {
                long now = clock.millis();
                desk.machine(new EnergyMeasured(now, executor, host, now - begin, joules, meter.quality()));
                report = Math.min(report + FIRST_REPORT, MOST_SAMPLES);
                samples = 0;
            }
            use.tick().ifPresent(desk::machine);
            Thread.sleep(SAMPLE.toMillis());
            joules = joules.isEmpty() ? joules : meter.joules();
        }
    }
}

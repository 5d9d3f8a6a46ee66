// SPDX-License-Identifier: Apache-2.0
package org.aiperf.spark;

import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Supplier;
import org.aiperf.device.MachineUse;
import org.aiperf.device.UseMeter;
import org.aiperf.foreign.Cause;
import org.aiperf.history.UseMeasured;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How this executor uses its machine, told now and then. A machine that does not tell is said once, and then no more is
 * asked. Not thread-safe.
 */
final class UseWatch {

    private static final Logger LOG = LoggerFactory.getLogger(UseWatch.class);

    /** Seconds between two looks at memory and GPUs. */
    private static final int SAMPLE = 15;

    /** Seconds between two records: more and more, so that short runs are covered and long ones record little. */
    private static final int FIRST = 5;

    private static final int MOST = 300;

    private final Supplier<UseMeter> source;
    private final String executor;
    private final String host;
    private final InstantSource clock;
    private @Nullable UseMeter meter;
    private boolean failed;
    private int interval = FIRST;
    private int seconds;
    private long begin;

    /** @param source opens what measures, when it is first asked */
    UseWatch(Supplier<UseMeter> source, String executor, String host, InstantSource clock) {
        this.source = source;
        this.executor = executor;
        this.host = host;
        this.clock = clock;
    }

    /** Whether there is more to come. */
    boolean goesOn() {
        return !failed;
    }

    /** To be asked every second. */
    Optional<UseMeasured> tick() {
        if (failed) {
            return Optional.empty();
        }
        try {
            return look();
        } catch (RuntimeException | LinkageError e) {
            failed = true;
            LOG.warn("How executor {} uses its machine is not measured any more: {}", executor, Cause.of(e));
            return Optional.empty();
        }
    }

    private Optional<UseMeasured> look() {
        UseMeter known = meter;
        if (known == null) {
            begin = clock.millis();
            meter = source.get();
            return Optional.empty();
        }
        seconds++;
        if (seconds < interval) {
            if (seconds % SAMPLE == 0) {
                known.sample();
            }
            return Optional.empty();
        }
        MachineUse use = known.read();
        long now = clock.millis();
        UseMeasured measured = new UseMeasured(now, executor, host, now - begin, use);
        begin = now;
        seconds = 0;
        interval = Math.min(interval + FIRST, MOST);
        return Optional.of(measured);
    }
}

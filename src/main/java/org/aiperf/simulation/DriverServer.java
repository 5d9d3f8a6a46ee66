// SPDX-License-Identifier: Apache-2.0
package org.aiperf.simulation;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.Function;
import org.aiperf.benchmark.DriverDesk;
import org.aiperf.benchmark.TrialLauncher;
import org.aiperf.trial.DeskMessages;
import org.aiperf.trial.TrialDesk;

/**
 * The real driver behind a simulated network: one server. A call waits until those before it are served, and takes what
 * the real call costs in CPU time while it is simulated, and what the history's file system takes.
 */
final class DriverServer {

    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    private final VirtualTime time;
    private final DriverDesk desk;
    private final TrialLauncher launcher;
    private final long oneWay;
    private final long flush;
    private final TrialDesk client;
    private long free;
    private long busy;
    private long cpu;
    private long cost;
    private long messages;
    private long bytes;
    private long longestWait;

    DriverServer(VirtualTime time, DriverDesk desk, TrialLauncher launcher, Duration latency, Duration flush) {
        this.time = time;
        this.desk = desk;
        this.launcher = launcher;
        this.oneWay = latency.toNanos() / 2;
        this.flush = flush.toNanos();
        this.client = DeskMessages.client(this::answered, (from, to) -> measured(() -> desk.chunks(from, to)));
    }

    /** Everything that a call does in the driver: reading the message, the state machine, the record, the answer. */
    private String answered(String message) {
        String answer = measured(() -> DeskMessages.answer(desk, message));
        messages++;
        bytes += message.length() + answer.length();
        return answer;
    }

    private interface Work<A> {
        A run();
    }

    private <A> A measured(Work<A> work) {
        long before = THREADS.getCurrentThreadCpuTime();
        A result = work.run();
        cost += THREADS.getCurrentThreadCpuTime() - before;
        return result;
    }

    /**
     * Asks the driver now.
     *
     * @param flushes times that the call waits until a record is safe
     * @param then takes the answer when it has come back
     */
    <A> void ask(int flushes, Function<TrialDesk, A> question, Consumer<A> then) {
        time.at(time.now() + oneWay, () -> {
            A answer = serve(flushes, () -> question.apply(client));
            time.at(free + oneWay, () -> then.accept(answer));
        });
    }

    /** Tells the driver now what need not be safe before it goes on. */
    void tell(Consumer<TrialDesk> news) {
        time.at(
                time.now() + oneWay,
                () -> serve(0, () -> {
                    news.accept(client);
                    return true;
                }));
    }

    /** What happens in the driver itself. */
    void here(int flushes, Consumer<DriverDesk> event) {
        serve(
                flushes,
                () -> measured(() -> {
                    event.accept(desk);
                    return true;
                }));
    }

    private <A> A serve(int flushes, Work<A> call) {
        long begin = Math.max(time.now(), free);
        longestWait = Math.max(longestWait, begin - time.now());
        cost = 0;
        A answer = call.run();
        free = begin + cost + flushes * flush;
        busy += free - begin;
        cpu += cost;
        desk.act(launcher);
        return answer;
    }

    long oneWay() {
        return oneWay;
    }

    /** Nanoseconds for which it was busy until a time; what it has not come to yet is not among them. */
    long busy(long until) {
        return busy - Math.max(free - until, 0);
    }

    /** The part of them that was CPU time. */
    long cpu() {
        return cpu;
    }

    long messages() {
        return messages;
    }

    /** Characters told and answered, nearly all of them one byte each. */
    long bytes() {
        return bytes;
    }

    /** Nanoseconds that a call has waited for others at most. */
    long longestWait() {
        return longestWait;
    }
}

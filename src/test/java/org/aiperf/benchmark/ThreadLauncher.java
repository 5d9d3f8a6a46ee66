// SPDX-License-Identifier: Apache-2.0
package org.aiperf.benchmark;

import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.aiperf.history.TrialEnded;
import org.aiperf.trial.TrialDesk;
import org.aiperf.unit.Operations;
import org.jspecify.annotations.Nullable;

/** A launcher whose slots are threads of this JVM. */
final class ThreadLauncher implements TrialLauncher {

    /** What a task does. */
    interface Task {
        Optional<TrialEnded> run(TrialDesk desk, String name) throws InterruptedException;
    }

    private final int slots;
    private final Task task;
    private final ExecutorService threads;
    private final AtomicInteger rounds = new AtomicInteger();
    private @Nullable TrialDesk desk;

    ThreadLauncher(int slots, Task task) {
        this.slots = slots;
        this.task = task;
        this.threads = Executors.newFixedThreadPool(slots);
    }

    int rounds() {
        return rounds.get();
    }

    @Override
    public int slots() {
        return slots;
    }

    @Override
    public void connect(TrialDesk newDesk) {
        desk = newDesk;
    }

    @Override
    public void launch(int round, int tasks, RoundListener listener) {
        rounds.incrementAndGet();
        TrialDesk connected = java.util.Objects.requireNonNull(desk);
        for (int i = 0; i < tasks; i++) {
            String name = round + "/" + i;
            threads.execute(() -> {
                try {
                    listener.taskEnded(name, task.run(connected, name));
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                } catch (IllegalStateException e) {
                    listener.roundFailed(String.valueOf(e.getMessage()));
                }
            });
        }
    }

    @Override
    public Operations liveOperations() {
        return Operations.NONE;
    }

    @Override
    public void cancel() {
        threads.shutdownNow();
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.aiperf.benchmark;

import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadPoolExecutor;
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

    private final Task task;
    private final ThreadPoolExecutor threads;
    private final Map<String, Thread> running = new ConcurrentHashMap<>();
    private final Set<String> killed = ConcurrentHashMap.newKeySet();
    private final AtomicInteger rounds = new AtomicInteger();
    private @Nullable TrialDesk desk;

    ThreadLauncher(int slots, Task task) {
        this.task = task;
        this.threads = (ThreadPoolExecutor) Executors.newFixedThreadPool(slots);
    }

    int rounds() {
        return rounds.get();
    }

    @Override
    public int slots() {
        return threads.getCorePoolSize();
    }

    /** Executors come or go; what runs goes on. */
    void resize(int slots) {
        if (slots > threads.getMaximumPoolSize()) {
            threads.setMaximumPoolSize(slots);
            threads.setCorePoolSize(slots);
        } else {
            threads.setCorePoolSize(slots);
            threads.setMaximumPoolSize(slots);
        }
    }

    @Override
    public void connect(TrialDesk newDesk) {
        desk = newDesk;
    }

    @Override
    public void launch(int round, int tasks, RoundListener listener) {
        rounds.incrementAndGet();
        TrialDesk connected = Objects.requireNonNull(desk);
        for (int i = 0; i < tasks; i++) {
            String name = round + "/" + i;
            threads.execute(() -> attempt(connected, name, listener));
        }
    }

    /** As Spark, begins a killed task anew; any other failure is the end of its round. */
    private void attempt(TrialDesk connected, String name, RoundListener listener) {
        running.put(name, Thread.currentThread());
        try {
            listener.taskEnded(name, task.run(connected, name));
        } catch (InterruptedException e) {
            if (killed.remove(name)) {
                threads.execute(() -> attempt(connected, name, listener));
            } else {
                Thread.currentThread().interrupt();
            }
        } catch (IllegalStateException e) {
            listener.roundFailed(String.valueOf(e.getMessage()));
        } finally {
            running.remove(name);
        }
    }

    @Override
    public void kill(String name, String reason) {
        Thread thread = running.get(name);
        if (thread != null) {
            killed.add(name);
            thread.interrupt();
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

// SPDX-License-Identifier: Apache-2.0
package org.aiperf.training.libtorch;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import org.bytedeco.pytorch.global.torch;

/** The replicas of a network, each with a thread that leads its device; the first one's is the caller. */
final class Team implements AutoCloseable {

    private final List<Replica> replicas;
    private final List<ExecutorService> threads = new ArrayList<>();

    /** @param cores threads of the library for each */
    Team(List<Replica> replicas, int cores) {
        this.replicas = replicas;
        for (int i = 1; i < replicas.size(); i++) {
            String name = "replica-" + i;
            threads.add(Executors.newSingleThreadExecutor(work -> {
                Thread thread = new Thread(
                        () -> {
                            torch.set_num_threads(cores);
                            work.run();
                        },
                        name);
                thread.setDaemon(true);
                return thread;
            }));
        }
    }

    /** Does the same with all replicas that have images in a slot at once. All have ended when one's failure is thrown. */
    void each(int slot, Consumer<Replica> work) {
        List<CompletableFuture<Void>> parts = new ArrayList<>();
        for (int i = replicas.size() - 1; i >= 0; i--) {
            Replica replica = replicas.get(i);
            if (replica.isUsed(slot)) {
                Executor thread = i == 0 ? Runnable::run : threads.get(i - 1);
                parts.add(CompletableFuture.runAsync(() -> work.accept(replica), thread));
            }
        }
        try {
            CompletableFuture.allOf(parts.toArray(CompletableFuture[]::new)).join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof Error error) {
                throw error;
            } else if (e.getCause() instanceof RuntimeException failure) {
                throw failure;
            }
            throw e;
        }
    }

    @Override
    public void close() {
        threads.forEach(ExecutorService::shutdown);
    }
}

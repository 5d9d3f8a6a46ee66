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

/** The threads that lead the replicas of a network, one for each; that of number 0 is the caller. */
final class Team implements AutoCloseable {

    private final List<ExecutorService> threads = new ArrayList<>();

    /**
     * @param size number of replicas
     * @param cores threads of the library for each
     */
    Team(int size, int cores) {
        for (int i = 1; i < size; i++) {
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

    /** Does the same with some replicas at once. All have ended when one's failure is thrown. */
    void each(List<Replica> some, Consumer<Replica> work) {
        List<CompletableFuture<Void>> parts = new ArrayList<>();
        for (int i = some.size() - 1; i >= 0; i--) {
            Replica replica = some.get(i);
            Executor thread = replica.index() == 0 ? Runnable::run : threads.get(replica.index() - 1);
            parts.add(CompletableFuture.runAsync(() -> work.accept(replica), thread));
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

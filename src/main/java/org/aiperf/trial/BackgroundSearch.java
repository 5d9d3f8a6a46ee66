// SPDX-License-Identifier: Apache-2.0
package org.aiperf.trial;

import java.io.IOException;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.FutureTask;

/** A search that goes on while a trial trains. Its CPU time up to the end of that training is hidden behind it. */
final class BackgroundSearch {

    private static final long NOT_BEGUN = -1;

    private final FutureTask<Candidates> task;
    private long thread = NOT_BEGUN;
    private long begin;
    private long total;
    private boolean ended;
    private long hidden;

    BackgroundSearch(Callable<Candidates> search, Executor executor) {
        this.task = new FutureTask<>(() -> {
            begin();
            try {
                return search.call();
            } finally {
                end();
            }
        });
        executor.execute(task);
    }

    private synchronized void begin() {
        thread = Thread.currentThread().getId();
        begin = ThreadCpu.now();
    }

    private synchronized void end() {
        total = ThreadCpu.now() - begin;
        ended = true;
    }

    /** CPU time up to now, in nanoseconds. */
    synchronized long cpu() {
        return ended ? total : thread == NOT_BEGUN ? 0 : Math.max(ThreadCpu.of(thread) - begin, 0);
    }

    /** The training behind which it was hidden is over. */
    synchronized void uncover() {
        hidden = cpu();
    }

    /** CPU time up to the end of the training, in nanoseconds. */
    synchronized long hidden() {
        return hidden;
    }

    /** What was found; waits for it. */
    Candidates result() throws IOException, InterruptedException {
        try {
            return task.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof IOException io) {
                throw io;
            } else if (e.getCause() instanceof RuntimeException unchecked) {
                throw unchecked;
            }
            throw new IllegalStateException("The search failed", e.getCause());
        }
    }
}

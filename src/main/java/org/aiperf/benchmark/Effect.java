// SPDX-License-Identifier: Apache-2.0
package org.aiperf.benchmark;

import org.aiperf.history.HistoryRecord;

/** Something that the {@link Driver} wants done. */
sealed interface Effect {

    void on(Actor actor);

    /** Whoever does what the driver wants. */
    interface Actor {
        void write(HistoryRecord record);

        void launch(int round, int tasks);

        void kill(String task, String trial, String reason);

        void end(Ending ending);
    }

    /** A record belongs into the history before anything that follows from it is told. */
    record Write(HistoryRecord record) implements Effect {
        @Override
        public void on(Actor actor) {
            actor.write(record);
        }
    }

    /** Slots will soon be without a task. */
    record Launch(int round, int tasks) implements Effect {
        @Override
        public void on(Actor actor) {
            actor.launch(round, tasks);
        }
    }

    /** A task hangs. */
    record Kill(String task, String trial, String reason) implements Effect {
        @Override
        public void on(Actor actor) {
            actor.kill(task, trial, reason);
        }
    }

    /** The run is over; nothing follows. */
    record End(Ending ending) implements Effect {
        @Override
        public void on(Actor actor) {
            actor.end(ending);
        }
    }
}

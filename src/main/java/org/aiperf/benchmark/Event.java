// SPDX-License-Identifier: Apache-2.0
package org.aiperf.benchmark;

import java.util.Optional;
import org.aiperf.history.EpochFinished;
import org.aiperf.history.ExecutorRecord;
import org.aiperf.history.RunStarted;
import org.aiperf.history.TrialEnded;
import org.aiperf.history.TrialStarted;
import org.aiperf.search.bayes.NetworkCode;
import org.aiperf.trial.Ticket;
import org.aiperf.trial.TrialDesk.Decision;

/** Something that the {@link Driver} is told, together with the time at which it happened. */
sealed interface Event {

    /** An event whose sender does not wait for an answer. */
    sealed interface News extends Event {
        void reach(Driver driver);
    }

    /**
     * An event whose sender waits for an answer.
     *
     * @param <A> the answer
     */
    sealed interface Question<A> extends Event {
        A reach(Driver driver);

        /** The answer when the run is over. */
        A afterTheEnd();
    }

    /**
     * The run begins, or goes on with a new driver.
     *
     * @param header the driver's first record
     * @param slots trials that can run at once
     */
    record RunBegins(RunStarted header, int slots) implements News {
        @Override
        public void reach(Driver driver) {
            driver.runBegins(header, slots);
        }
    }

    /** A task runs on a slot and asks for a trial; one that asks again has lost the trial it had. */
    record TaskAsks(String task) implements Question<Optional<Ticket>> {
        @Override
        public Optional<Ticket> reach(Driver driver) {
            return driver.taskAsks(task);
        }

        @Override
        public Optional<Ticket> afterTheEnd() {
            return Optional.empty();
        }
    }

    /**
     * A trial offers the network that it would train.
     *
     * @param code what searches see of it
     */
    record NetworkOffered(TrialStarted start, NetworkCode code) implements Question<Decision> {
        @Override
        public Decision reach(Driver driver) {
            return driver.networkOffered(start, code);
        }

        @Override
        public Decision afterTheEnd() {
            return Decision.STOP;
        }
    }

    /** A trial has trained and validated an epoch. */
    record EpochEnded(EpochFinished epoch) implements Question<Decision> {
        @Override
        public Decision reach(Driver driver) {
            return driver.epochEnded(epoch);
        }

        @Override
        public Decision afterTheEnd() {
            return Decision.STOP;
        }
    }

    /** A trial is over; its task still runs. */
    record TrialOver(TrialEnded end) implements News {
        @Override
        public void reach(Driver driver) {
            driver.trialOver(end);
        }
    }

    /** A trial makes progress within an epoch. */
    record TrialAlive(String trial) implements News {
        @Override
        public void reach(Driver driver) {
            driver.trialAlive(trial);
        }
    }

    /** A task is over. */
    record TaskEnded(String task, Optional<TrialEnded> result) implements News {
        @Override
        public void reach(Driver driver) {
            driver.taskEnded(task, result);
        }
    }

    /** An executor cannot train; its task may start anew elsewhere. */
    record ExecutorUnable(String task, String reason) implements News {
        @Override
        public void reach(Driver driver) {
            driver.executorUnable(task, reason);
        }
    }

    /** An executor tells what its machine is made of, what energy it took, or how it was used. */
    record MachineTold(ExecutorRecord told) implements News {
        @Override
        public void reach(Driver driver) {
            driver.machineTold(told);
        }
    }

    /** Executors came or went. */
    record SlotsChanged(int slots) implements News {
        @Override
        public void reach(Driver driver) {
            driver.slotsChanged(slots);
        }
    }

    /** The search has found nothing new. */
    record SearchExhausted() implements News {
        @Override
        public void reach(Driver driver) {
            driver.searchExhausted();
        }
    }

    /** A round cannot go on; those of its tasks that have not ended never will. */
    record RoundFailed(String reason) implements News {
        @Override
        public void reach(Driver driver) {
            driver.roundFailed(reason);
        }
    }

    /** Something outside of the run ends it. */
    record StopAsked(Ending ending) implements News {
        @Override
        public void reach(Driver driver) {
            driver.end(ending);
        }
    }

    /** Time to look for the deadline and for trials that hang. */
    record TimeCame() implements News {
        @Override
        public void reach(Driver driver) {
            driver.timeCame();
        }
    }
}

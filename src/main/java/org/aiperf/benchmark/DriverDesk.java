// SPDX-License-Identifier: Apache-2.0
package org.aiperf.benchmark;

import java.io.IOException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.function.Consumer;
import java.util.function.Function;
import org.aiperf.benchmark.Ending.Kind;
import org.aiperf.config.RunSettings;
import org.aiperf.foreign.Cause;
import org.aiperf.history.EpochFinished;
import org.aiperf.history.ExecutorRecord;
import org.aiperf.history.History;
import org.aiperf.history.HistoryLog;
import org.aiperf.history.HistoryRecord;
import org.aiperf.history.RunStarted;
import org.aiperf.history.TrialEnded;
import org.aiperf.history.TrialStarted;
import org.aiperf.search.HistoryChunk;
import org.aiperf.search.HyperparameterSearcher;
import org.aiperf.search.bayes.NetworkCode;
import org.aiperf.trial.HistoryUpdate;
import org.aiperf.trial.Ticket;
import org.aiperf.trial.TrialDesk;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The driver as its tasks, its launcher and its run reach it. It gives the state machine a lock, the time and the history:
 * a record is in the log before anybody is told what follows from it. Launches and kills wait until {@link #act} is
 * called. Thread-safe.
 */
public final class DriverDesk implements TrialDesk, TrialLauncher.RoundListener {

    private static final Logger LOG = LoggerFactory.getLogger(DriverDesk.class);

    private final Driver driver;
    private final HistoryLog log;
    private final History history;
    private final InstantSource clock;
    private final Queue<Consumer<TrialLauncher>> orders = new ArrayDeque<>();
    private boolean stirred;
    private Optional<Ending> ending = Optional.empty();

    /**
     * @param hyperparameters chooses those of each trial; it knows of none yet
     * @param earlier what earlier drivers of this run have recorded, which this one adds to; empty for a new run
     * @param log where this driver records
     */
    public DriverDesk(
            RunSettings settings,
            HyperparameterSearcher hyperparameters,
            Optional<History> earlier,
            HistoryLog log,
            InstantSource clock) {
        this.driver = new Driver(settings, hyperparameters, earlier);
        this.history = earlier.orElseGet(History::new);
        this.log = log;
        this.clock = clock;
    }

    /**
     * Begins the run.
     *
     * @param header the first record of this driver
     * @param slots trials that can run at once
     */
    public void begin(RunStarted header, int slots) {
        tell(new Event.RunBegins(header, slots));
    }

    /** Tells how many trials can run at once now. */
    public void slots(int slots) {
        tell(new Event.SlotsChanged(slots));
    }

    /** Looks for what only time brings about. */
    public void look() {
        tell(new Event.TimeCame());
    }

    /** Ends the run from outside, for example when its user asks for it. */
    public void stop(String reason) {
        tell(new Event.StopAsked(new Ending(Kind.INTERRUPTED, reason)));
    }

    /** Does what is to be done with a cluster, without keeping its tasks waiting meanwhile. */
    public void act(TrialLauncher launcher) {
        for (Consumer<TrialLauncher> order : orders()) {
            order.accept(launcher);
        }
    }

    private synchronized List<Consumer<TrialLauncher>> orders() {
        List<Consumer<TrialLauncher>> all = List.copyOf(orders);
        orders.clear();
        return all;
    }

    /** Waits until something has happened for which slots may be needed, but not beyond a time or the deadline. */
    @SuppressWarnings("WaitNotInLoop") // Its caller looks at everything again, whatever woke it.
    synchronized void await(Instant latest) throws InterruptedException {
        Instant until = latest.isBefore(driver.deadline()) ? latest : driver.deadline();
        long millis = until.toEpochMilli() - clock.millis();
        if (!stirred && ending.isEmpty() && millis > 0) {
            wait(millis);
        }
        stirred = false;
    }

    /** Why the run has ended, if it has. */
    public synchronized Optional<Ending> ending() {
        return ending;
    }

    /** Everything that was recorded, once the run has ended; until then it changes under whoever looks at it. */
    public synchronized History history() {
        return history;
    }

    /** Lets somebody look at the run while nothing is added to it; tasks wait for that. */
    public synchronized <T> T look(Function<History, T> observer) {
        return observer.apply(history);
    }

    private synchronized void tell(Event.News news) {
        follow(driver.on(clock.instant(), news));
    }

    private synchronized <A> A ask(Event.Question<A> question) {
        Driver.Reaction<A> reaction = driver.on(clock.instant(), question);
        return follow(reaction.effects()) ? reaction.answer() : question.afterTheEnd();
    }

    /** Whether everything is recorded that was to be. */
    private boolean follow(List<Effect> effects) {
        Following following = new Following();
        for (Effect effect : effects) {
            effect.on(following);
        }
        if (!following.lost.isEmpty()) {
            driver.historyLost(following.lost).forEach(effect -> effect.on(following));
        }
        return following.lost.isEmpty();
    }

    private final class Following implements Effect.Actor {

        private String lost = "";

        @Override
        public void write(HistoryRecord record) {
            if (lost.isEmpty()) {
                try {
                    log.append(record);
                    history.apply(record);
                } catch (IOException e) {
                    lost = Cause.of(e);
                }
            }
        }

        @Override
        public void launch(int round, int tasks) {
            order(launcher -> launcher.launch(round, tasks, DriverDesk.this));
        }

        @Override
        public void kill(String task, String trial, String reason) {
            LOG.warn("Trial {} is given up: {}", trial, reason);
            order(launcher -> launcher.kill(task, reason));
        }

        private void order(Consumer<TrialLauncher> order) {
            orders.add(order);
            stir();
        }

        @Override
        public void end(Ending end) {
            ending = Optional.of(end);
            stir();
        }
    }

    private synchronized void stir() {
        stirred = true;
        notifyAll();
    }

    @Override
    public Optional<Ticket> next(String task) {
        stir();
        return ask(new Event.TaskAsks(task));
    }

    @Override
    public Decision begin(TrialStarted start, NetworkCode code) {
        return ask(new Event.NetworkOffered(start, code));
    }

    @Override
    public Decision epoch(EpochFinished epoch) {
        return ask(new Event.EpochEnded(epoch));
    }

    @Override
    public void end(TrialEnded end) {
        tell(new Event.TrialOver(end));
    }

    @Override
    public synchronized HistoryUpdate history(long version) {
        return driver.since(version);
    }

    @Override
    public synchronized List<HistoryChunk> chunks(int from, int to) {
        return driver.chunks(from, to);
    }

    @Override
    public void alive(String trial) {
        tell(new Event.TrialAlive(trial));
    }

    @Override
    public void unable(String task, String reason) {
        tell(new Event.ExecutorUnable(task, reason));
    }

    @Override
    public void machine(ExecutorRecord told) {
        tell(new Event.MachineTold(told));
    }

    @Override
    public void abort(String reason) {
        tell(new Event.StopAsked(new Ending(Kind.ABORTED, reason)));
    }

    @Override
    public void exhausted(String reason) {
        LOG.warn("No trial will begin any more: {}", reason);
        tell(new Event.SearchExhausted());
    }

    @Override
    public void taskEnded(String task, Optional<TrialEnded> result) {
        stir();
        tell(new Event.TaskEnded(task, result));
    }

    @Override
    public void roundFailed(String reason) {
        tell(new Event.RoundFailed(reason));
    }
}

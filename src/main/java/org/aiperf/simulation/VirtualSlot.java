// SPDX-License-Identifier: Apache-2.0
package org.aiperf.simulation;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import org.aiperf.history.EpochFinished;
import org.aiperf.history.TrialEnded;
import org.aiperf.history.TrialEnded.State;
import org.aiperf.history.TrialStarted;
import org.aiperf.history.TrialStarted.SearchCost;
import org.aiperf.simulation.ClusterResult.Use;
import org.aiperf.simulation.SampleNetworks.Sample;
import org.aiperf.trial.Ticket;
import org.aiperf.trial.TrialDesk;
import org.aiperf.trial.TrialDesk.Decision;
import org.aiperf.unit.Precision;
import org.jspecify.annotations.Nullable;

/**
 * A slot of a simulated cluster. It does what a task does, in the same order: asks for a trial, takes the networks that were
 * searched for it and judges them again, offers one, searches for the next trial while this one trains, tells each epoch
 * and the end.
 */
final class VirtualSlot {

    private static final long NONE = -1;

    /** Signs of life within the time-out of a trial, as trials give them. */
    private static final int SIGNS = 8;

    /** What an epoch gains of the accuracy that is left to gain. */
    private static final double GAIN = 0.1;

    private final VirtualCluster cluster;
    private final VirtualNode node;
    private final String name;

    /** Each loss of the executor begins another life; what was planned in an earlier one does not happen. */
    private int life;

    private Use use = Use.IDLE;
    private long since;
    private @Nullable String task;

    /** When the search in the background is done. */
    private long prepared = NONE;

    private long lastEnd = NONE;
    private double accuracy;

    VirtualSlot(VirtualCluster cluster, VirtualNode node, int number) {
        this.cluster = cluster;
        this.node = node;
        this.name = node.executor() + "/" + number % cluster.model().slotsPerNode();
    }

    VirtualNode node() {
        return node;
    }

    boolean has(String other) {
        return other.equals(task);
    }

    /** An event of this life. */
    Runnable guarded(Runnable event) {
        int planned = life;
        return () -> {
            if (planned == life) {
                event.run();
            }
        };
    }

    /** From now on its time goes into something else. */
    private void enter(Use next) {
        cluster.account().add(use, cluster.time().now() - since);
        use = next;
        since = cluster.time().now();
    }

    /** Spark will hand it a task. */
    void promise(String name) {
        task = name;
        enter(Use.DRIVER);
    }

    /** Its executor is lost; the task that it had, if any, is to begin anew. */
    Optional<String> lose() {
        use = use == Use.TRAINED ? Use.LOST : use;
        enter(Use.LOST);
        life++;
        prepared = NONE;
        lastEnd = NONE;
        Optional<String> had = Optional.ofNullable(task);
        task = null;
        return had;
    }

    /** A new executor is there. */
    void come() {
        enter(Use.IDLE);
    }

    /** The run is over. */
    void stop() {
        use = use == Use.TRAINED ? Use.DRAIN : use;
        enter(Use.IDLE);
    }

    private <A> void ask(int records, Function<TrialDesk, A> question, Consumer<A> then) {
        int asked = life;
        cluster.driver().ask(records, question, answer -> {
            if (asked == life) {
                then.accept(answer);
            }
        });
    }

    void begin(String given) {
        ask(0, desk -> desk.next(given), ticket -> {
            if (ticket.isEmpty()) {
                end(given, Optional.empty());
            } else {
                search(given, ticket.get());
            }
        });
    }

    private void search(String given, Ticket ticket) {
        long begin = cluster.time().now();
        ask(0, node::refresh, known -> {
            enter(Use.SEARCH);
            long now = cluster.time().now();
            boolean ready = prepared != NONE;
            long found = ready
                    ? Math.max(prepared, now)
                    : node.compute(now, cluster.searches().search(ticket.sequence(), node.news()));
            prepared = NONE;
            cluster.time().at(found, guarded(() -> cluster.time()
                    .at(
                            node.compute(
                                    cluster.time().now(), cluster.searches().choice(ticket.sequence(), node.news())),
                            guarded(() -> offer(given, ticket, ready, begin)))));
        });
    }

    private void offer(String given, Ticket ticket, boolean ready, long begin) {
        enter(Use.DRIVER);
        RandomGenerator random = new SplittableRandom(SampleNetworks.hash(ticket.sequence()));
        TrialTimes.Time training = cluster.model().times().draw(ticket.round(), random);
        TrialStarted start =
                started(ticket, training.epochs(), ready, cluster.time().now() - begin);
        ask(1, desk -> desk.begin(start), decision -> {
            if (decision == Decision.GO) {
                ask(0, node::refresh, known -> {
                    prepared = node.compute(
                            cluster.time().now(), cluster.searches().search(ticket.sequence(), node.news()));
                    accuracy = 0;
                    train(given, ticket, training, 1);
                });
            } else {
                end(given, Optional.empty());
            }
        });
    }

    private TrialStarted started(Ticket ticket, int epochs, boolean ready, long waited) {
        int sequence = ticket.sequence();
        Sample sample = cluster.networks().of(sequence);
        int parent = cluster.networks().parent(sequence);
        long idle = cluster.time().now() - lastEnd;
        return new TrialStarted(
                cluster.time().millis(),
                ticket.trial(),
                sequence,
                ticket.round(),
                name,
                List.of(),
                parent < 0 ? null : "%06d".formatted(parent),
                sample.morphs(),
                sample.model().seedLayers(),
                sample.packed(),
                "%016x".formatted(SampleNetworks.hash(sequence)),
                ticket.hyperparameters(),
                epochs,
                "simulated",
                Precision.FP32,
                sample.operations(),
                new SearchCost(
                        sequence,
                        0,
                        ready,
                        0,
                        0,
                        "simulated",
                        lastEnd == NONE ? null : idle / 1_000_000,
                        waited / 1_000_000,
                        null,
                        null));
    }

    private void train(String given, Ticket ticket, TrialTimes.Time training, int epoch) {
        enter(Use.TRAINED);
        long begin = cluster.time().now();
        signsOfLife(ticket.trial(), training.epoch());
        cluster.time().after(training.epoch(), guarded(() -> {
            enter(Use.DRIVER);
            accuracy += (mostAccurate(ticket) - accuracy) * GAIN;
            EpochFinished finished = finished(ticket, epoch, begin);
            ask(1, desk -> desk.epoch(finished), decision -> {
                if (decision != Decision.GO && decision != Decision.KEEP) {
                    // It was trained, and does not count.
                    cluster.account().add(Use.TRAINED, -training.epoch().toNanos());
                    cluster.account().add(Use.DRAIN, training.epoch().toNanos());
                    end(given, Optional.empty());
                } else if (epoch < training.epochs()) {
                    train(given, ticket, training, epoch + 1);
                } else {
                    TrialEnded end = new TrialEnded(
                            cluster.time().millis(), ticket.trial(), State.FINISHED, "simulated", accuracy, null);
                    ask(1, desk -> told(desk, end), told -> end(given, Optional.of(end)));
                }
            });
        }));
    }

    /** No two trials are alike. */
    private static double mostAccurate(Ticket ticket) {
        return 0.5 + 0.3 * new SplittableRandom(ticket.sequence()).nextDouble();
    }

    private static boolean told(TrialDesk desk, TrialEnded end) {
        desk.end(end);
        return true;
    }

    private void signsOfLife(String trial, Duration epoch) {
        Duration interval = cluster.model().settings().run().trialTimeout().dividedBy(SIGNS);
        for (Duration at = interval; at.compareTo(epoch) < 0; at = at.plus(interval)) {
            cluster.time().after(at, guarded(() -> cluster.driver().tell(desk -> desk.alive(trial))));
        }
    }

    private EpochFinished finished(Ticket ticket, int epoch, long begin) {
        long end = cluster.time().now();
        long millis = (end - begin) / 1_000_000;
        return new EpochFinished(
                cluster.time().millis(),
                ticket.trial(),
                epoch,
                cluster.time().millis() - millis,
                1_281_167,
                50_000,
                1.234567,
                accuracy,
                1.345678,
                accuracy,
                ticket.hyperparameters().learningRate(),
                millis / 100,
                millis * 9 / 10,
                millis / 20);
    }

    /** The task's result reaches the driver, and the slot Spark's scheduler. */
    private void end(String given, Optional<TrialEnded> result) {
        lastEnd = cluster.time().now();
        cluster.time().at(cluster.time().now() + cluster.driver().oneWay(), guarded(() -> {
            task = null;
            cluster.taskEnded(given, result);
            enter(Use.IDLE);
            cluster.release(this);
        }));
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.aiperf.trial;

import java.io.IOException;
import java.time.InstantSource;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.DoubleConsumer;
import java.util.function.IntFunction;
import java.util.random.RandomGenerator;
import org.aiperf.config.TrainingSettings.InitialWeights;
import org.aiperf.device.DeviceSet;
import org.aiperf.foreign.Cause;
import org.aiperf.history.TrialEnded;
import org.aiperf.history.TrialStarted;
import org.aiperf.history.TrialStarted.SearchCost;
import org.aiperf.network.Hyperparameters;
import org.aiperf.network.Network;
import org.aiperf.network.PackedNetwork;
import org.aiperf.network.Weights;
import org.aiperf.operations.OperationCount;
import org.aiperf.operations.OperationDefinition;
import org.aiperf.operations.UncountableNetworkException;
import org.aiperf.search.ExhaustedException;
import org.aiperf.search.Model;
import org.aiperf.search.Proposal;
import org.aiperf.search.Searcher;
import org.aiperf.search.bayes.Posterior;
import org.aiperf.search.morph.Morph;
import org.aiperf.search.morph.TrialNetwork;
import org.aiperf.search.morph.WeightedNetwork;
import org.aiperf.training.TrainingUnavailableException;
import org.aiperf.trial.Seeds.Purpose;
import org.aiperf.trial.TrialDesk.Decision;
import org.aiperf.unit.Definition;

/**
 * Runs the trials of one JVM: asks the driver for a trial, finds its network, agrees on it with the driver, and trains.
 * While one trial trains, networks for the next one on its slot are searched; when that begins they are judged again by
 * all that is known then, and the driver accepts the most promising one that nobody has begun. Thread-safe; each call of {@link #run}
 * occupies a slot.
 */
public final class Trials {

    /** Searches that may find only what is known already before the space counts as exhausted. */
    private static final int SEARCHES = 16;

    private final TrialPlan plan;
    private final Seeds seeds;
    private final CandidateSource candidates;
    private final TrainingLoop training;
    private final InstantSource clock;
    private final String executor;
    private final Slots slots = new Slots();

    /**
     * @param executor name of this JVM in the cluster
     */
    public Trials(TrialPlan plan, Searcher searcher, TrainingLoop training, InstantSource clock, String executor) {
        this.plan = plan;
        this.seeds = Seeds.of(plan.settings().run());
        this.candidates = new CandidateSource(searcher, training.models(), carriesWeights(), seeds);
        this.training = training;
        this.clock = clock;
        this.executor = executor;
    }

    /**
     * Runs one trial to its end.
     *
     * @param task identifies the partition that runs it
     * @param devices those of a slot by its number: the slots of this JVM are numbered from 0, and the free one of the
     *     smallest number is taken
     * @param operations takes the operations of each step as they are done
     * @return how the trial ended; empty if the run needs no further one
     * @throws TrainingUnavailableException if no trial can be run here; the driver knows it then
     */
    public Optional<TrialEnded> run(
            TrialDesk desk, String task, IntFunction<DeviceSet> devices, DoubleConsumer operations)
            throws InterruptedException {
        int slot = slots.take();
        boolean trained = false;
        try {
            Optional<Ticket> ticket = desk.next(task);
            if (ticket.isEmpty()) {
                return Optional.empty();
            }
            Optional<Agreed> agreed = agree(desk, ticket.get(), slot, devices.apply(slot));
            if (agreed.isEmpty()) {
                return Optional.empty();
            }
            trained = true;
            candidates.history().refresh(desk);
            candidates.prepare(slot, seeds.generator(-1 - ticket.get().sequence(), Purpose.SEARCH));
            TrialEnded end = training.run(agreed.get().order(), agreed.get().weights(), desk, operations);
            candidates.uncover(slot);
            if (!Thread.currentThread().isInterrupted()) {
                desk.end(end);
            }
            return Optional.of(end);
        } catch (ExhaustedException e) {
            desk.exhausted(Cause.of(e));
            return Optional.empty();
        } catch (IOException | TrainingUnavailableException | LinkageError e) {
            // Spark counts the failure against this executor and tries another one.
            String reason = e instanceof LinkageError ? e.toString() : Cause.of(e);
            desk.unable(task, reason);
            throw new TrainingUnavailableException(reason, e);
        } finally {
            if (trained) {
                slots.release(slot, clock.millis());
            } else {
                slots.release(slot);
            }
        }
    }

    /** What is to be trained, and the weights that it begins with. */
    private record Agreed(TrialOrder order, Weights weights) {}

    /** Finds a network that the driver accepts; nothing if the run is over. */
    private Optional<Agreed> agree(TrialDesk desk, Ticket ticket, int slot, DeviceSet devices)
            throws IOException, InterruptedException {
        long begin = clock.millis();
        RandomGenerator random = seeds.generator(ticket.sequence(), Purpose.SEARCH);
        Optional<BackgroundSearch> prepared = candidates.takePrepared(slot);
        SearchEffort effort = new SearchEffort(prepared);
        candidates.history().refresh(desk);
        Candidates found = prepared.isPresent() ? prepared.get().result() : candidates.search(random);
        for (int search = 0; search < SEARCHES; search++) {
            for (Proposal proposal : found.ranked(candidates.history().snapshot())) {
                SearchCost cost = cost(found, proposal, search == 0 && prepared.isPresent(), effort, slot, begin);
                TrialStarted offer = offer(ticket, slot, devices, proposal, cost);
                Decision decision = desk.begin(offer);
                if (decision == Decision.GO) {
                    Model model =
                            carriesWeights() ? found.carried(proposal, training.models(), seeds) : proposal.model();
                    return Optional.of(agreed(ticket, devices, model, offer));
                } else if (decision == Decision.STOP) {
                    return Optional.empty();
                }
            }
            candidates.history().refresh(desk);
            found = candidates.search(random);
        }
        throw new ExhaustedException(
                "%d searches in a row found none but networks that were known already; allow larger ones or more kinds of morphs"
                        .formatted(SEARCHES));
    }

    private Agreed agreed(Ticket ticket, DeviceSet devices, Model model, TrialStarted offer) {
        WeightedNetwork network = trialNetwork(model, ticket);
        TrialOrder order = new TrialOrder(
                ticket,
                devices,
                network.network(),
                model.seedLayers(),
                offer.epochs(),
                offer.operations().get(plan.settings().score().operations()));
        return new Agreed(order, network.weights());
    }

    private boolean carriesWeights() {
        return plan.settings().training().initialWeights() == InitialWeights.PARENT;
    }

    private static WeightedNetwork trialNetwork(Model model, Ticket ticket) {
        return TrialNetwork.of(model.network(), model.seedLayers(), ticket.hyperparameters());
    }

    private SearchCost cost(
            Candidates found, Proposal proposal, boolean prepared, SearchEffort effort, int slot, long begin) {
        Posterior expectation = proposal.expectation();
        return new SearchCost(
                found.historySize(),
                candidates.history().size() - found.historySize(),
                prepared,
                effort.cpuSeconds(),
                effort.hiddenShare(),
                candidates.distances(),
                slots.lastEnd(slot).map(end -> clock.millis() - end).orElse(null),
                clock.millis() - begin,
                expectation == null ? null : expectation.mean(),
                expectation == null ? null : expectation.deviation());
    }

    private TrialStarted offer(Ticket ticket, int slot, DeviceSet devices, Proposal proposal, SearchCost cost) {
        Hyperparameters chosen = ticket.hyperparameters();
        Network network = trialNetwork(proposal.model(), ticket).network();
        return new TrialStarted(
                clock.millis(),
                ticket.trial(),
                ticket.sequence(),
                ticket.round(),
                executor + "/" + slot,
                devices.gpus(),
                proposal.parent(),
                proposal.morphs().stream().map(Morph::toString).toList(),
                proposal.model().seedLayers(),
                PackedNetwork.of(network),
                "%016x".formatted(network.hash()),
                chosen,
                plan.budget().epochs(ticket.round()),
                training.backend(),
                plan.precision(),
                counts(network, chosen),
                cost);
    }

    /** Operations by every definition that can count the network. */
    private static Map<Definition, OperationCount> counts(Network network, Hyperparameters chosen) {
        Map<Definition, OperationCount> counts = new EnumMap<>(Definition.class);
        for (OperationDefinition definition : OperationDefinition.all(chosen)) {
            try {
                counts.put(definition.definition(), definition.count(network));
            } catch (UncountableNetworkException uncountable) {
                // The reference cannot count every network; its figure then lacks this trial, as reports say.
            }
        }
        return counts;
    }
}

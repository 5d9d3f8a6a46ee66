// SPDX-License-Identifier: Apache-2.0
package org.aiperf.trial;

import java.io.IOException;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.DoubleConsumer;
import org.aiperf.config.TrainingSettings.InitialWeights;
import org.aiperf.history.TrialEnded;
import org.aiperf.history.TrialStarted;
import org.aiperf.network.Hyperparameters;
import org.aiperf.network.Network;
import org.aiperf.operations.OperationCount;
import org.aiperf.operations.OperationDefinition;
import org.aiperf.operations.UncountableNetworkException;
import org.aiperf.search.ExhaustedException;
import org.aiperf.search.Proposal;
import org.aiperf.search.Searcher;
import org.aiperf.search.morph.Morph;
import org.aiperf.search.morph.TrialNetwork;
import org.aiperf.search.morph.WeightedNetwork;
import org.aiperf.trial.Seeds.Purpose;
import org.aiperf.trial.TrialDesk.Decision;

/**
 * Runs the trials of one JVM: asks the driver for a trial, finds its network, agrees on it with the driver, and trains.
 * While one trial trains, the network of the next one on its slot is searched. Thread-safe; each call of {@link #run}
 * occupies a slot.
 */
public final class Trials {

    /** Proposals that may turn out to be known before the search counts as exhausted. */
    private static final int PROPOSALS = 64;

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
        this.seeds = new Seeds(plan.settings().run().seed());
        this.candidates = new CandidateSource(searcher);
        this.training = training;
        this.clock = clock;
        this.executor = executor;
    }

    /**
     * Runs one trial to its end.
     *
     * @param task identifies the partition that runs it
     * @param operations takes the operations of each step as they are done
     * @return how the trial ended; empty if the run needs no further one
     */
    public Optional<TrialEnded> run(TrialDesk desk, String task, DoubleConsumer operations)
            throws InterruptedException {
        int slot = slots.take();
        boolean trained = false;
        try {
            Optional<Ticket> ticket = desk.next(task);
            if (ticket.isEmpty()) {
                return Optional.empty();
            }
            Optional<Agreed> agreed = agree(desk, ticket.get(), slot);
            if (agreed.isEmpty()) {
                return Optional.empty();
            }
            trained = true;
            candidates.refresh(desk);
            candidates.prepare(slot, seeds.generator(-1 - ticket.get().sequence(), Purpose.SEARCH));
            TrialEnded end = training.run(agreed.get().start(), agreed.get().network(), desk, operations);
            if (!Thread.currentThread().isInterrupted()) {
                desk.end(end);
            }
            return Optional.of(end);
        } catch (ExhaustedException e) {
            desk.exhausted(String.valueOf(e.getMessage()));
            return Optional.empty();
        } catch (IOException e) {
            desk.abort(String.valueOf(e.getMessage()));
            return Optional.empty();
        } finally {
            if (trained) {
                slots.release(slot, clock.millis());
            } else {
                slots.release(slot);
            }
        }
    }

    private record Agreed(TrialStarted start, WeightedNetwork network) {}

    /** Finds a network that the driver accepts; nothing if the run is over. */
    private Optional<Agreed> agree(TrialDesk desk, Ticket ticket, int slot) throws IOException, InterruptedException {
        var random = seeds.generator(ticket.sequence(), Purpose.SEARCH);
        boolean prepared = candidates.isPrepared(slot);
        Candidate candidate;
        if (prepared) {
            candidate = candidates.takePrepared(slot);
        } else {
            candidates.refresh(desk);
            candidate = candidates.search(random);
        }
        for (int attempt = 0; attempt < PROPOSALS; attempt++) {
            Agreed offer = offer(ticket, slot, candidate, prepared);
            Decision decision = desk.begin(offer.start());
            if (decision != Decision.DUPLICATE) {
                return decision == Decision.GO ? Optional.of(offer) : Optional.empty();
            }
            candidates.refresh(desk);
            candidate = candidates.search(random);
            prepared = false;
        }
        throw new ExhaustedException(
                "%d networks in a row were known already; allow larger ones or more kinds of morphs"
                        .formatted(PROPOSALS));
    }

    private Agreed offer(Ticket ticket, int slot, Candidate candidate, boolean prepared) {
        Hyperparameters chosen = ticket.hyperparameters();
        Proposal proposal = candidate.proposal();
        WeightedNetwork proposed = plan.settings().training().initialWeights() == InitialWeights.PARENT
                ? proposal.model().network()
                : WeightedNetwork.untrained(proposal.model().network().network());
        WeightedNetwork network = TrialNetwork.of(proposed, proposal.model().seedLayers(), chosen);
        long now = clock.millis();
        TrialStarted.SearchCost cost = new TrialStarted.SearchCost(
                candidate.historySize(),
                candidates.historySize() - candidate.historySize(),
                prepared,
                candidate.searchMillis(),
                slots.lastEnd(slot).map(end -> now - end).orElse(null));
        TrialStarted start = new TrialStarted(
                now,
                ticket.trial(),
                ticket.sequence(),
                ticket.round(),
                executor + "/" + slot,
                proposal.parent(),
                proposal.morphs().stream().map(Morph::toString).toList(),
                proposal.model().seedLayers(),
                network.network(),
                "%016x".formatted(network.network().hash()),
                chosen,
                plan.budget().epochs(ticket.round()),
                training.backend(),
                plan.precision().name(),
                counts(network.network(), chosen),
                cost);
        return new Agreed(start, network);
    }

    /** Operations by every definition that can count the network. */
    private static Map<String, OperationCount> counts(Network network, Hyperparameters chosen) {
        Map<String, OperationCount> counts = new LinkedHashMap<>();
        for (OperationDefinition definition : OperationDefinition.all(chosen)) {
            try {
                counts.put(definition.name(), definition.count(network));
            } catch (UncountableNetworkException uncountable) {
                // The reference cannot count every network; its figure then lacks this trial, as reports say.
            }
        }
        return counts;
    }
}

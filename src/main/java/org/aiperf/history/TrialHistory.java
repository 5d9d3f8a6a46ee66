// SPDX-License-Identifier: Apache-2.0
package org.aiperf.history;

import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import org.aiperf.operations.OperationCount;
import org.aiperf.operations.OperationCount.PerImage;
import org.aiperf.score.EpochSample;
import org.aiperf.unit.Definition;
import org.aiperf.unit.Operations;
import org.jspecify.annotations.Nullable;

/** All that is known of a trial. Only its {@link History} changes it. */
public final class TrialHistory {

    private static final PerImage UNCOUNTED = new PerImage(0, 0);

    private final TrialStarted start;
    private final int place;
    private final int attempt;
    private final @Nullable TrialHistory parent;
    private final int generation;
    private final Map<Definition, PerImage> perImage = new EnumMap<>(Definition.class);
    private final List<EpochFinished> epochs = new ArrayList<>();
    private final List<EpochFinished> shown = Collections.unmodifiableList(epochs);
    private @Nullable EpochFinished best;
    private @Nullable TrialEnded end;
    private long lastTime;

    /**
     * @param place in the order in which trials were begun, from 0
     * @param attempt place of its driver among those of the run, from 0
     * @param parent trial that its network stems from, if that was begun before
     */
    TrialHistory(TrialStarted start, int place, int attempt, @Nullable TrialHistory parent) {
        this.start = start;
        this.place = place;
        this.attempt = attempt;
        this.parent = parent;
        this.generation = parent == null ? 0 : parent.generation + 1;
        this.lastTime = start.time();
        for (Definition definition : Definition.values()) {
            OperationCount count = start.operations().get(definition);
            perImage.put(definition, count == null ? UNCOUNTED : count.perImage());
        }
    }

    /** Adds an epoch and tells how the score sees it. */
    EpochSample add(EpochFinished epoch) {
        // What is said to end before the epoch before it took no time; whoever checks the run says so.
        EpochSample sample = new EpochSample(
                place,
                Math.min(lastTime, Math.max(epoch.time(), start.time())),
                epoch.time(),
                epoch.validationAccuracy(),
                operations(Definition.FIXED, epoch).count(),
                operations(Definition.V1, epoch).count());
        epochs.add(epoch);
        lastTime = Math.max(lastTime, epoch.time());
        if (best == null || epoch.validationAccuracy() > best.validationAccuracy()) {
            best = epoch;
        }
        return sample;
    }

    void end(TrialEnded ended) {
        end = ended;
    }

    /** How it began. */
    public TrialStarted start() {
        return start;
    }

    /** Its finished epochs in order. */
    public List<EpochFinished> epochs() {
        return shown;
    }

    /** How it ended, or null while it runs. */
    public @Nullable TrialEnded end() {
        return end;
    }

    /** Whether a driver has recorded that it ended in this way. */
    public boolean ended(TrialEnded.State state) {
        return end != null && end.state() == state;
    }

    int place() {
        return place;
    }

    int attempt() {
        return attempt;
    }

    /** The trial that its network stems from. */
    public Optional<TrialHistory> parent() {
        return Optional.ofNullable(parent);
    }

    /** Morphed trials between it and the seed network of its lineage, itself included; 0 for a seed network. */
    public int generation() {
        return generation;
    }

    /** The trials that it descends from, the seed network's first, and itself. */
    public List<TrialHistory> ancestry() {
        List<TrialHistory> line = new ArrayList<>();
        for (TrialHistory at = this; at != null; at = at.parent) {
            line.add(at);
        }
        Collections.reverse(line);
        return line;
    }

    /** Its finished epoch with the best validation accuracy; of equal ones the first. */
    public Optional<EpochFinished> best() {
        return Optional.ofNullable(best);
    }

    /** Best validation accuracy of the finished epochs. */
    public OptionalDouble accuracy() {
        return best == null ? OptionalDouble.empty() : OptionalDouble.of(best.validationAccuracy());
    }

    /** Best validation accuracy less its parent's; it holds what the morphs brought and what more training did. */
    public OptionalDouble gain() {
        return parent == null || parent.best == null || best == null
                ? OptionalDouble.empty()
                : OptionalDouble.of(best.validationAccuracy() - parent.best.validationAccuracy());
    }

    /** When an epoch of it ended last, or it began. */
    public long lastTime() {
        return lastTime;
    }

    /** Operations of the finished epochs; none if the definition cannot count the network. */
    public Operations operations(Definition definition) {
        return epochs.stream().map(epoch -> operations(definition, epoch)).reduce(Operations.NONE, Operations::plus);
    }

    private Operations operations(Definition definition, EpochFinished epoch) {
        return Objects.requireNonNull(perImage.get(definition)).of(epoch.imagesTrained(), epoch.imagesValidated());
    }
}

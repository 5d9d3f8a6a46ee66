// SPDX-License-Identifier: Apache-2.0
package org.aiperf.report;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeMap;
import org.aiperf.history.History;
import org.aiperf.history.TrialHistory;
import org.jspecify.annotations.Nullable;

/**
 * Who descends from whom: every trial's network is a seed, or its parent's with some morphs. A gain is the difference of
 * best validation accuracies, child less parent; it holds what the morph brought and what more training did. Immutable.
 */
public final class Lineage {

    /**
     * A trial in its lineage.
     *
     * @param trial id
     * @param sequence order in which trials were begun, from 0
     * @param parent id of its parent; null for a seed network
     * @param generation morphed trials between it and its seed, itself included; 0 for a seed network
     * @param morphs what was done to the parent, as the history records it
     * @param accuracy best validation accuracy; empty if no epoch ended
     * @param gain over the parent; empty if one of the two has no accuracy
     */
    public record Member(
            String trial,
            int sequence,
            @Nullable String parent,
            int generation,
            List<String> morphs,
            OptionalDouble accuracy,
            OptionalDouble gain) {}

    /**
     * What trials gained by one kind of morph. A trial with morphs of several kinds counts for each of them.
     *
     * @param kind name of the kind
     * @param trials with that morph and a gain
     * @param improved those that beat their parent
     * @param p5 gain that 5 of 100 stay below
     * @param p25 that a quarter stays below
     * @param median the middle one
     * @param p75 that a quarter is above
     * @param p95 that 5 of 100 are above
     */
    public record Gain(
            String kind, int trials, int improved, double p5, double p25, double median, double p75, double p95) {}

    private final Map<String, Member> members;

    private Lineage(Map<String, Member> members) {
        this.members = members;
    }

    /** The lineage of a run. */
    public static Lineage of(History history) {
        Map<String, Member> members = new LinkedHashMap<>();
        for (TrialHistory trial : history.trials()) {
            String parent = trial.start().parent();
            Member elder = parent == null ? null : members.get(parent);
            OptionalDouble accuracy = trial.accuracy();
            OptionalDouble gain = elder != null && elder.accuracy().isPresent() && accuracy.isPresent()
                    ? OptionalDouble.of(
                            accuracy.getAsDouble() - elder.accuracy().getAsDouble())
                    : OptionalDouble.empty();
            members.put(
                    trial.start().trial(),
                    new Member(
                            trial.start().trial(),
                            trial.start().sequence(),
                            elder == null ? null : parent,
                            elder == null ? 0 : elder.generation() + 1,
                            trial.start().morphs(),
                            accuracy,
                            gain));
        }
        return new Lineage(members);
    }

    /** All trials in the order in which they were begun. */
    public List<Member> members() {
        return List.copyOf(members.values());
    }

    /** A trial by its id. */
    public Optional<Member> member(String trial) {
        return Optional.ofNullable(members.get(trial));
    }

    /** A trial and those that it descends from, the seed first; none if there is no such trial. */
    public List<Member> ancestry(String trial) {
        Deque<Member> line = new ArrayDeque<>();
        for (Member at = members.get(trial); at != null; at = at.parent() == null ? null : members.get(at.parent())) {
            line.addFirst(at);
        }
        return List.copyOf(line);
    }

    /** Gains by kind of morph, the kind with the greatest median first. */
    public List<Gain> gains() {
        Map<String, List<Double>> byKind = new TreeMap<>();
        for (Member member : members.values()) {
            member.gain().ifPresent(gain -> member.morphs().stream()
                    .map(Lineage::kind)
                    .distinct()
                    .forEach(kind -> byKind.computeIfAbsent(kind, each -> new ArrayList<>())
                            .add(gain)));
        }
        return byKind.entrySet().stream()
                .map(entry -> gain(entry.getKey(), entry.getValue()))
                .sorted(Comparator.comparingDouble(Gain::median).reversed())
                .toList();
    }

    /** A morph's text names its kind before its arguments. */
    private static String kind(String morph) {
        int arguments = morph.indexOf('(');
        return arguments > 0 ? morph.substring(0, arguments) : morph;
    }

    private static Gain gain(String kind, List<Double> gains) {
        double[] sorted =
                gains.stream().mapToDouble(Double::doubleValue).sorted().toArray();
        return new Gain(
                kind,
                sorted.length,
                (int) gains.stream().filter(gain -> gain > 0).count(),
                Quantile.of(sorted, 0.05),
                Quantile.of(sorted, 0.25),
                Quantile.of(sorted, 0.5),
                Quantile.of(sorted, 0.75),
                Quantile.of(sorted, 0.95));
    }
}

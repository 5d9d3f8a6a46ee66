// SPDX-License-Identifier: Apache-2.0
package org.aiperf.search;

import java.util.Collection;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import org.aiperf.search.bayes.Origin;
import org.aiperf.search.morph.Morph;
import org.aiperf.search.morph.MorphKind;

/**
 * Where a trial's network comes from.
 *
 * @param parent sequence of the trial whose network was changed; empty for what was made of a seed network
 * @param kinds kinds of the morphs that made it, in the order of their declaration
 */
public record Descent(OptionalInt parent, Set<MorphKind> kinds) {

    /** Of a network of which nothing is known but itself. */
    public static final Descent UNKNOWN = new Descent(OptionalInt.empty(), Set.of());

    public Descent {
        EnumSet<MorphKind> ordered = EnumSet.noneOf(MorphKind.class);
        ordered.addAll(kinds);
        kinds = Collections.unmodifiableSet(ordered);
    }

    /** What a model sees of it, with the accuracy of the parent. */
    Origin origin(double parentAccuracy) {
        return new Origin(parentAccuracy, MorphKind.bits(kinds));
    }

    /** Of a network that morphs made. */
    public static Descent of(OptionalInt parent, List<Morph> morphs) {
        return new Descent(parent, kinds(morphs));
    }

    private static Set<MorphKind> kinds(Collection<Morph> morphs) {
        EnumSet<MorphKind> kinds = EnumSet.noneOf(MorphKind.class);
        morphs.forEach(morph -> kinds.add(morph.kind()));
        return kinds;
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.aiperf.simulation;

import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.aiperf.search.morph.Morph;
import org.aiperf.search.morph.MorphKind;

/** What a search did: the kinds of its morphs, and which of its late children did not beat their parents. Not thread-safe. */
final class MorphTally {

    private final Map<MorphKind, Integer> kinds = new EnumMap<>(MorphKind.class);
    private final List<Child> children = new ArrayList<>();
    private int trials;
    private int morphs;

    private record Child(int sequence, double gain) {}

    void begun(List<Morph> made) {
        trials++;
        morphs += made.size();
        made.forEach(morph -> kinds.merge(morph.kind(), 1, Integer::sum));
    }

    /** A child of a trial is over. */
    void ended(int sequence, double gain) {
        children.add(new Child(sequence, gain));
    }

    /** Share of the commonest kind among all morphs; 0 without any. */
    double commonest() {
        return morphs == 0 ? 0 : (double) Collections.max(kinds.values()) / morphs;
    }

    /** Share of the children of the last third that did not beat their parents; 0 without any. */
    double gainless() {
        int late = trials - trials / 3;
        return children.stream()
                .filter(child -> child.sequence() >= late)
                .mapToDouble(child -> child.gain() > 0 ? 0 : 1)
                .average()
                .orElse(0);
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.aiperf.simulation;

import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.aiperf.search.morph.Morph;
import org.aiperf.search.morph.MorphKind;

/** What a search did: the kinds of its morphs, and which of its late children did not beat their parents. Not thread-safe. */
final class MorphTally {

    private final int late;
    private final Map<MorphKind, Integer> kinds = new EnumMap<>(MorphKind.class);
    private int morphs;
    private int children;
    private int gainless;

    /** @param trials of the search, of which the last third counts as late */
    MorphTally(int trials) {
        this.late = trials - trials / 3;
    }

    void begun(List<Morph> made) {
        morphs += made.size();
        made.forEach(morph -> kinds.merge(morph.kind(), 1, Integer::sum));
    }

    /** A child of a trial is over. */
    void ended(int sequence, double gain) {
        if (sequence >= late) {
            children++;
            gainless += gain > 0 ? 0 : 1;
        }
    }

    /** Share of the commonest kind among all morphs; 0 without any. */
    double commonest() {
        return morphs == 0 ? 0 : (double) Collections.max(kinds.values()) / morphs;
    }

    /** Share of the late children that did not beat their parents; 0 without any. */
    double gainless() {
        return children == 0 ? 0 : (double) gainless / children;
    }
}

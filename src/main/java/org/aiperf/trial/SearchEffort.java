// SPDX-License-Identifier: Apache-2.0
package org.aiperf.trial;

import java.util.Optional;

/**
 * The CPU time that finding a trial's network takes: that of the search in the background, if there was one, and what the
 * thread that made this has used since. Used by that thread only.
 */
final class SearchEffort {

    private final Optional<BackgroundSearch> background;
    private final long begin = ThreadCpu.now();

    SearchEffort(Optional<BackgroundSearch> background) {
        this.background = background;
    }

    /** All of it up to now. */
    double cpuSeconds() {
        return nanos() / 1e9;
    }

    /** The part that was used while another trial trained, from 0 to 1. */
    double hiddenShare() {
        long nanos = nanos();
        long hidden = background.map(BackgroundSearch::hidden).orElse(0L);
        return nanos == 0 ? 0 : Math.min((double) hidden / nanos, 1);
    }

    private long nanos() {
        return background.map(BackgroundSearch::cpu).orElse(0L) + ThreadCpu.now() - begin;
    }
}

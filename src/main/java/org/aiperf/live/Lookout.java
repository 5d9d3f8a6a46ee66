// SPDX-License-Identifier: Apache-2.0
package org.aiperf.live;

import java.util.function.Function;
import org.aiperf.history.History;

/** A place from which a run that goes on can be seen. */
@FunctionalInterface
public interface Lookout {

    /**
     * Looks at a run. Nothing is added to it meanwhile, and its tasks wait: what is seen is to be small, and is not to hold
     * the history itself.
     */
    <T> T look(Function<History, T> observer);
}

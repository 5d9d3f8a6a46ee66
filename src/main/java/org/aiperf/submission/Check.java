// SPDX-License-Identifier: Apache-2.0
package org.aiperf.submission;

import java.util.function.Consumer;
import org.aiperf.config.Settings;
import org.aiperf.history.History;

/** Looks for one kind of violation in a history. Stateless. */
@FunctionalInterface
interface Check {

    /** Tells of every violation that it finds. */
    void find(History history, Settings settings, Consumer<Violation> found);
}

// SPDX-License-Identifier: Apache-2.0
package org.aiperf.spark;

import java.io.IOException;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.aiperf.history.SharedDirectory;
import org.aiperf.trial.Trials;
import org.apache.hadoop.conf.Configuration;

/**
 * The trials of executors that see the driver's directory. The others say so, instead of storing models where nobody finds
 * them.
 */
record SharedTrials(TrialFactory trials, SharedDirectory directory) implements TrialFactory {

    private static final long serialVersionUID = 1L;

    /** Which this JVM has seen. */
    private static final Set<SharedDirectory> SEEN = ConcurrentHashMap.newKeySet();

    @Override
    public Trials open(Configuration hadoop, String executor, int taskCpus) throws IOException {
        if (!SEEN.contains(directory)) {
            directory.require(hadoop);
            SEEN.add(directory);
        }
        return trials.open(hadoop, executor, taskCpus);
    }
}

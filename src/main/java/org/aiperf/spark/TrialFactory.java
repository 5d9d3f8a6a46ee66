// SPDX-License-Identifier: Apache-2.0
package org.aiperf.spark;

import java.io.IOException;
import java.io.Serializable;
import org.aiperf.trial.Trials;
import org.apache.hadoop.conf.Configuration;

/** What the driver sends so that an executor can run trials. */
@FunctionalInterface
public interface TrialFactory extends Serializable {

    /**
     * The trials of this JVM; the same for all of its tasks.
     *
     * @param hadoop file systems as the driver sees them
     * @param executor name of this executor
     * @param taskCpus CPUs of each task
     * @throws IOException if something that every trial needs cannot be opened
     */
    Trials open(Configuration hadoop, String executor, int taskCpus) throws IOException;
}

// SPDX-License-Identifier: Apache-2.0
package org.aiperf.spark;

import java.io.IOException;
import java.util.Optional;
import org.aiperf.device.DeviceSet;
import org.aiperf.history.History;
import org.aiperf.history.RecordedData;

/** What the trials of a run work on. */
public interface Workload {

    /**
     * Checks what every trial will need, so that a mistake costs a second and not a cluster's start.
     *
     * @return a description of the data, for the header of the run
     * @throws IOException if it cannot be opened, with what to do in the message
     * @throws IllegalArgumentException if the settings do not fit it
     */
    String check() throws IOException;

    /**
     * What the history records of the images that trials train on; nothing if they train on none.
     *
     * @throws IOException if they cannot be opened, or are not what their manifest says
     */
    default Optional<RecordedData> data() throws IOException {
        return Optional.empty();
    }

    /**
     * Why trials cannot train on a number of GPUs, and what to do.
     *
     * @param perTrial GPUs of each trial, 0 for the CPU
     */
    Optional<String> gpuProblem(int perTrial);

    /**
     * Why trials cannot train on this machine's devices, and what to do; asked where it is the driver that trains.
     *
     * @param perTrial GPUs of each trial, 0 for the CPU
     * @param all the GPUs of all trials
     */
    default Optional<String> deviceProblem(int perTrial, DeviceSet all) {
        return Optional.empty();
    }

    /** What exports the best model of a run; nothing if there is none, or trials leave no models. */
    default Optional<ModelExport> export(History history, String runDirectory) {
        return Optional.empty();
    }

    /** What an executor needs to run trials that store their models in a run's directory. */
    TrialFactory trials(String runDirectory);
}

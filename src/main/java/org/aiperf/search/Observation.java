// SPDX-License-Identifier: Apache-2.0
package org.aiperf.search;

import org.aiperf.search.bayes.NetworkCode;
import org.jspecify.annotations.Nullable;

/**
 * What a search knows of a trial.
 *
 * @param trial id
 * @param sequence order in which trials were begun, from 0
 * @param network hash of the network
 * @param code what distances see of the network
 * @param accuracy what the trial is worth, from 0 to 1: its best validation accuracy, or a greater one that was predicted;
 *     null while the trial runs, or if it did not finish
 * @param descent where the network comes from
 */
public record Observation(
        String trial,
        int sequence,
        long network,
        NetworkCode code,
        @Nullable Double accuracy,
        Descent descent) {

    /** Of a network of unknown descent. */
    public Observation(String trial, int sequence, long network, NetworkCode code, @Nullable Double accuracy) {
        this(trial, sequence, network, code, accuracy, Descent.UNKNOWN);
    }

    /** The same of what the trial has come to be worth. */
    public Observation worth(@Nullable Double other) {
        return new Observation(trial, sequence, network, code, other, descent);
    }
}

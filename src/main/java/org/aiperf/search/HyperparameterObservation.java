// SPDX-License-Identifier: Apache-2.0
package org.aiperf.search;

import org.aiperf.network.Hyperparameters;
import org.jspecify.annotations.Nullable;

/**
 * What became of some hyperparameters.
 *
 * @param round round of the trial that was given them, from 0
 * @param hyperparameters what it was given
 * @param accuracy accuracy of the trial from 0 to 1; null while it runs, or if it failed
 */
public record HyperparameterObservation(
        int round,
        Hyperparameters hyperparameters,
        @Nullable Double accuracy) {}

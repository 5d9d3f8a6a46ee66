// SPDX-License-Identifier: Apache-2.0
package org.aiperf.search;

import org.jspecify.annotations.Nullable;

/**
 * What a search knows of a trial.
 *
 * @param trial id
 * @param sequence order in which trials were begun, from 0
 * @param network hash of the network
 * @param accuracy best validation accuracy from 0 to 1; null while the trial runs, or if it failed before an epoch ended
 */
public record Observation(String trial, int sequence, long network, @Nullable Double accuracy) {}

// SPDX-License-Identifier: Apache-2.0
package org.aiperf.trial;

import org.aiperf.network.Hyperparameters;

/**
 * What a starting task is handed: which trial it is, and what the driver has chosen for it.
 *
 * @param trial id, unique in the run
 * @param sequence order in which trials are begun, from 0
 * @param round the sequence divided by the concurrency
 * @param hyperparameters what it trains with
 */
public record Ticket(String trial, int sequence, int round, Hyperparameters hyperparameters) {}

// SPDX-License-Identifier: Apache-2.0
package org.aiperf.trial;

/**
 * What a starting task is handed: which trial it is.
 *
 * @param trial id, unique in the run
 * @param sequence order in which trials are begun, from 0
 * @param round the sequence divided by the concurrency
 */
public record Ticket(String trial, int sequence, int round) {}

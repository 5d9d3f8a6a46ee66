// SPDX-License-Identifier: Apache-2.0
package org.aiperf.simulation;

/**
 * What a simulated search may spend; it ends with the trial that reaches either.
 *
 * @param trials networks that it tries
 * @param operations of all its networks, in networks of the size of the one that it begins with
 */
public record SearchBudget(int trials, double operations) {

    /** So many trials, however large. */
    public static SearchBudget ofTrials(int trials) {
        return new SearchBudget(trials, Double.POSITIVE_INFINITY);
    }
}

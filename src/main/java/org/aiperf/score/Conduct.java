// SPDX-License-Identifier: Apache-2.0
package org.aiperf.score;

import java.time.Duration;

/**
 * How a run was carried out, as far as its validity depends on it (method section 1.2).
 *
 * @param window from the first set-up of a training to the end of the run
 * @param completed whether it reached one of its limits; an interrupted run did not
 * @param validationLimit number of validation images that accuracies were measured on, if they were not all; else 0
 */
public record Conduct(Duration window, boolean completed, long validationLimit) {}

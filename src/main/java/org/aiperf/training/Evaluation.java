// SPDX-License-Identifier: Apache-2.0
package org.aiperf.training;

import java.time.Duration;

/**
 * What one pass of inference came to.
 *
 * @param images images evaluated
 * @param loss mean cross entropy with smoothed labels, the same measure as in training
 * @param accuracy share of images classified right
 * @param time from the first batch asked for to the last result, waiting included
 */
public record Evaluation(long images, double loss, double accuracy, Duration time) {}

// SPDX-License-Identifier: Apache-2.0
package org.aiperf.training;

import java.time.Duration;

/**
 * What one pass of training came to.
 *
 * @param images images trained on
 * @param loss mean cross entropy with smoothed labels while training, without weight decay
 * @param accuracy share of images classified right while training
 * @param dataTime time spent waiting for batches
 * @param trainTime time spent in steps
 */
public record EpochResult(long images, double loss, double accuracy, Duration dataTime, Duration trainTime) {}

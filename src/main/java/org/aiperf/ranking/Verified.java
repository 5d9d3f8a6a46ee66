// SPDX-License-Identifier: Apache-2.0
package org.aiperf.ranking;

import org.aiperf.submission.Origin;

/**
 * A submission in which nothing wrong was found.
 *
 * @param file where it is
 * @param origin whose it is
 * @param result what its history amounts to
 */
public record Verified(String file, Origin origin, Result result) {}

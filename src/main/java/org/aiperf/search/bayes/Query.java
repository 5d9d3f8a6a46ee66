// SPDX-License-Identifier: Apache-2.0
package org.aiperf.search.bayes;

/**
 * A network whose accuracy a model is asked for.
 *
 * @param network what edit distance sees of it
 * @param origin where it comes from
 */
public record Query(NetworkCode network, Origin origin) {}

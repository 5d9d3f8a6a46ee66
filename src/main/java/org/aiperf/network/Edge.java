// SPDX-License-Identifier: Apache-2.0
package org.aiperf.network;

/**
 * An entry of a node's ordered list of successors.
 *
 * @param to the node that the layer produces
 * @param layer the layer that leads there
 */
public record Edge(int to, int layer) {}

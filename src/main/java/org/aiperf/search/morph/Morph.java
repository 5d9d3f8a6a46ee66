// SPDX-License-Identifier: Apache-2.0
package org.aiperf.search.morph;

import java.util.random.RandomGenerator;
import org.aiperf.network.Network;

/**
 * A change of a network. Those that add keep the ids of all that was there and, if the parent has weights, the function,
 * up to rounding, in inference and in the first step of training; {@link SkipAdd} says when they do not. Those that take away ({@link Narrow},
 * {@link RemoveBranch}, {@link RemoveConv}) change the function and keep the weights of what stays. A morph's text names
 * its kind and its arguments, as the history records it.
 */
public sealed interface Morph
        permits Widen, Deepen, SkipAdd, SkipConcat, GrowKernel, InsertResidual, Narrow, RemoveBranch, RemoveConv {

    /**
     * The changed network with its weights.
     *
     * @param random source of the choices that the structure does not depend on, such as which filters are copied
     * @throws org.aiperf.network.InvalidNetworkException if the morph does not fit this network
     */
    WeightedNetwork apply(WeightedNetwork parent, RandomGenerator random);

    /** Its kind. */
    MorphKind kind();

    /** How many of the layers of a seed network, the first ones of the parent, the child still has. */
    default int seedLayers(Network parent, int before) {
        return before;
    }
}

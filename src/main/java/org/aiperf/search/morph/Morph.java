// SPDX-License-Identifier: Apache-2.0
package org.aiperf.search.morph;

import java.util.random.RandomGenerator;

/**
 * A change of a network. The result keeps the ids of all that was there and, if the parent has weights, computes the
 * same function in inference, up to rounding; {@link SkipAdd} says when it does not. A morph's text names its kind and
 * its arguments, as the history records it.
 */
public sealed interface Morph permits Widen, Deepen, SkipAdd, SkipConcat {

    /**
     * The changed network with its weights.
     *
     * @param random source of the choices that the function does not depend on, such as which filters are copied
     * @throws org.aiperf.network.InvalidNetworkException if the morph does not fit this network
     */
    WeightedNetwork apply(WeightedNetwork parent, RandomGenerator random);
}

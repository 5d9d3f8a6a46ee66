// SPDX-License-Identifier: Apache-2.0
package org.aiperf.operations;

import java.util.List;
import org.aiperf.network.Hyperparameters;
import org.aiperf.network.Network;
import org.aiperf.unit.Definition;

/**
 * A way to count the operations of a network. The weights of elementary operations are the same in all of them: add,
 * multiply and compare 1, divide 4, exp 8 (method section 1.3). Only layers with parameters have backward work; biases,
 * concatenation, dropout, flattening and the loss count nothing. Immutable.
 */
public sealed interface OperationDefinition permits ReferenceDefinition, FixedDefinition {

    /** Which of all definitions it is. */
    Definition definition();

    /**
     * Counts one network.
     *
     * @throws UncountableNetworkException if the definition says nothing about a layer in its place
     */
    OperationCount count(Network network);

    /** The reference's arithmetic, for figures beside the published list. */
    static OperationDefinition v1(int kernelSize) {
        return new ReferenceDefinition(kernelSize);
    }

    /** The arithmetic of what really runs, for everything else. */
    static OperationDefinition fixed(int batchSize) {
        return new FixedDefinition(batchSize);
    }

    /** Every definition, for a trial's hyperparameters. */
    static List<OperationDefinition> all(Hyperparameters hyperparameters) {
        return List.of(fixed(hyperparameters.batchSize()), v1(hyperparameters.kernelSize()));
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.aiperf.training.dl4j.onednn;

/**
 * One or a few layers of a network that run as one, on their way into a program. It is asked for its steps twice: in
 * the order of the network, and in training once more in the reverse order.
 */
interface Operation {

    /** Makes the value of the output node from those of the input nodes. */
    void forward(Compiler compiler);

    /** Takes the gradient of the output node, and makes those of the parameters and of the input nodes. */
    void backward(Compiler compiler);
}

// SPDX-License-Identifier: Apache-2.0
package org.aiperf.training.dl4j.onednn;

import java.nio.FloatBuffer;
import org.nd4j.linalg.api.ndarray.INDArray;

/** The flat vectors of a network's parameters and of their gradient. */
final class Parameters {

    private final ParameterLayout layout;
    private final Address values;
    private final Address gradients;

    /** Vectors as Deeplearning4j hands them out; they stay where they are as long as the network lives. */
    Parameters(ParameterLayout layout, INDArray values, INDArray gradients) {
        this.layout = layout;
        this.values = new Address(values.data().addressPointer().address());
        this.gradients = new Address(gradients.data().addressPointer().address());
    }

    Address value(int layer, String name) {
        return values.plus(Float.BYTES * layout.part(layer, name).from());
    }

    Address gradient(int layer, String name) {
        return gradients.plus(Float.BYTES * layout.part(layer, name).from());
    }

    FloatBuffer values(int layer, String name) {
        return value(layer, name).floats(layout.part(layer, name).length());
    }

    FloatBuffer gradients(int layer, String name) {
        return gradient(layer, name).floats(layout.part(layer, name).length());
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.nd4j.nativeblas;

import org.nd4j.linalg.factory.Nd4j;

/**
 * Lets Deeplearning4j 1.0.0-M2.1 find oneDNN. Its layers ask a class of this name, by reflection, whether the native
 * library was built with oneDNN; in this release the native bindings live in another package, so without this class
 * convolutions and batch normalisation run ten times slower on ND4J's own kernels.
 */
public final class Nd4jCpu {

    private Nd4jCpu() {}

    /** The part of the native environment that is asked for. */
    public static final class Environment {

        private static final Environment INSTANCE = new Environment();

        private Environment() {}

        public static Environment getInstance() {
            return INSTANCE;
        }

        /** Whether layers run on oneDNN, once called MKL-DNN: true on the CPU, whose native library is built with it. */
        public boolean isUseMKLDNN() {
            return Nd4j.getEnvironment().isCPU();
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.aiperf.training.choice;

/**
 * The native libraries that this build has. Deeplearning4j's for the CPU are there if those for CUDA are not.
 *
 * @param nd4jCuda Deeplearning4j's for GPUs
 * @param libtorch libtorch's for the CPU
 * @param libtorchCuda libtorch's for GPUs, which train on the CPU, too
 */
public record Libraries(boolean nd4jCuda, boolean libtorch, boolean libtorchCuda) {

    private static final String ND4J_CUDA = "org/nd4j/linalg/jcublas/JCublasBackend.class";
    /** The presets, which every build with libtorch has; a thin one finds the library itself on the machine. */
    private static final String LIBTORCH = "org/bytedeco/pytorch/linux-x86_64/libjnitorch.so";

    private static final String LIBTORCH_CUDA = "org/bytedeco/pytorch/linux-x86_64-gpu/libjnitorch_cuda.so";

    /** What is on the class path; looking loads nothing. */
    public static Libraries present() {
        return new Libraries(has(ND4J_CUDA), has(LIBTORCH), has(LIBTORCH_CUDA));
    }

    private static boolean has(String resource) {
        return Libraries.class.getClassLoader().getResource(resource) != null;
    }
}

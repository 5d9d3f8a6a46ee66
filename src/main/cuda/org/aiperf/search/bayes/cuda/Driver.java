// SPDX-License-Identifier: Apache-2.0
package org.aiperf.search.bayes.cuda;

import static org.bytedeco.cuda.global.cudart.CU_DEVICE_ATTRIBUTE_MULTIPROCESSOR_COUNT;
import static org.bytedeco.cuda.global.cudart.cuCtxPopCurrent;
import static org.bytedeco.cuda.global.cudart.cuCtxPushCurrent;
import static org.bytedeco.cuda.global.cudart.cuDeviceGet;
import static org.bytedeco.cuda.global.cudart.cuDeviceGetAttribute;
import static org.bytedeco.cuda.global.cudart.cuDeviceGetCount;
import static org.bytedeco.cuda.global.cudart.cuDevicePrimaryCtxRetain;
import static org.bytedeco.cuda.global.cudart.cuGetErrorName;
import static org.bytedeco.cuda.global.cudart.cuInit;

import org.aiperf.search.bayes.DeviceException;
import org.bytedeco.cuda.cudart.CUctx_st;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.PointerPointer;

/** The first GPU that this process sees, with its primary context. */
final class Driver {

    private final CUctx_st context = new CUctx_st();
    private final int processors;

    Driver() {
        check(cuInit(0), "initialise the driver");
        int[] answer = new int[1];
        check(cuDeviceGetCount(answer), "count the GPUs");
        if (answer[0] == 0) {
            throw new DeviceException("The CUDA driver sees no GPU");
        }
        check(cuDeviceGet(answer, 0), "open the first GPU");
        int device = answer[0];
        check(cuDeviceGetAttribute(answer, CU_DEVICE_ATTRIBUTE_MULTIPROCESSOR_COUNT, device), "describe the GPU");
        this.processors = answer[0];
        check(cuDevicePrimaryCtxRetain(context, device), "open the GPU's primary context");
    }

    /** Multiprocessors of the GPU. */
    int processors() {
        return processors;
    }

    /** Makes the context the calling thread's, until {@link #leave}; the training's may be that of another GPU. */
    void enter() {
        check(cuCtxPushCurrent(context), "enter the GPU's context");
    }

    void leave() {
        check(cuCtxPopCurrent(new CUctx_st()), "leave the GPU's context");
    }

    /**
     * Checks what a call of the driver answered.
     *
     * @param action what was to be done
     * @throws DeviceException unless it was done
     */
    static void check(int answer, String action) {
        if (answer != 0) {
            throw new DeviceException("CUDA cannot %s: %s".formatted(action, name(answer)));
        }
    }

    private static String name(int error) {
        try (PointerPointer<BytePointer> text = new PointerPointer<>(1)) {
            return cuGetErrorName(error, text) == 0
                    ? text.get(BytePointer.class, 0).getString()
                    : "error " + error;
        }
    }
}

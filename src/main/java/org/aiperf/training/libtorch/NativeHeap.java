// SPDX-License-Identifier: Apache-2.0
package org.aiperf.training.libtorch;

import com.sun.jna.Library;
import com.sun.jna.Native;
import com.sun.jna.NativeLong;

/**
 * The allocator of the C library, from which the CPU's tensors come. By itself it gives every large block back to the
 * system when it is freed, and the next step gets it page by page, filled with zeros: that took a sixth of the CPU time of
 * residual networks at batch 64. Blocks stay with the process instead until a training ends.
 */
final class NativeHeap {

    private static final int TRIM_THRESHOLD = -1;
    private static final int MMAP_THRESHOLD = -3;

    /** Older versions of the library refuse more than the second. */
    private static final int[] THRESHOLDS = {1 << 30, 1 << 25};

    private final Functions functions;

    /** Its functions as the library names them. */
    interface Functions extends Library {
        /** Sets a parameter; 0 if it refuses the value. */
        int mallopt(int parameter, int value);

        /** Gives back what is free. */
        int malloc_trim(NativeLong pad);
    }

    NativeHeap(Functions functions) {
        this.functions = functions;
    }

    static NativeHeap load() {
        return new NativeHeap(Native.load("c", Functions.class));
    }

    /** Keeps large blocks. */
    void keepLargeBlocks() {
        for (int threshold : THRESHOLDS) {
            if (functions.mallopt(MMAP_THRESHOLD, threshold) != 0) {
                functions.mallopt(TRIM_THRESHOLD, threshold);
                return;
            }
        }
    }

    /** Gives the free memory of the process back to the system. */
    void trim() {
        functions.malloc_trim(new NativeLong(0));
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.aiperf.search.bayes.cuda;

import static org.aiperf.search.bayes.cuda.Driver.check;
import static org.bytedeco.cuda.global.cudart.CU_STREAM_NON_BLOCKING;
import static org.bytedeco.cuda.global.cudart.cuMemAlloc;
import static org.bytedeco.cuda.global.cudart.cuMemFree;
import static org.bytedeco.cuda.global.cudart.cuStreamCreate;

import org.bytedeco.cuda.cudart.CUstream_st;

/** A stream and device memory, which one call after the other uses; kept for as long as the process lives. */
final class Workspace {

    private final CUstream_st stream = new CUstream_st();
    private long memory;
    private long size;

    /** To be made inside the GPU's context. */
    Workspace() {
        check(cuStreamCreate(stream, CU_STREAM_NON_BLOCKING), "make a stream");
    }

    CUstream_st stream() {
        return stream;
    }

    /** The address of at least so many bytes, in the GPU's context; what lay there before is lost. */
    long memory(long bytes) {
        if (bytes > size) {
            if (size > 0) {
                check(cuMemFree(memory), "free memory");
                size = 0;
            }
            long[] address = new long[1];
            long grown = bytes + bytes / 2;
            check(cuMemAlloc(address, grown), "allocate %d bytes of the GPU".formatted(grown));
            memory = address[0];
            size = grown;
        }
        return memory;
    }
}

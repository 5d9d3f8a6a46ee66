// SPDX-License-Identifier: Apache-2.0
package org.aiperf.training.libtorch;

import java.util.Locale;
import java.util.Objects;
import java.util.function.Supplier;
import org.aiperf.training.TrainingFailedException;
import org.aiperf.training.TrainingFailedException.Reason;
import org.aiperf.training.TrainingUnavailableException;

/** Runs calls of the library and tells failures that belong to the trial from defects. */
final class Guard {

    private Guard() {}

    /** A call that trains. */
    interface Call<T> {
        T run() throws TrainingFailedException;
    }

    /** Asks the library for something that needs no network. */
    static <T> T load(Supplier<T> question) {
        try {
            return question.get();
        } catch (LinkageError | RuntimeException e) {
            throw new TrainingUnavailableException(
                    "libtorch cannot be loaded: %s; a build with -Plibtorch-cuda needs the libraries of CUDA 13, cuDNN 9 and NCCL in LD_LIBRARY_PATH"
                            .formatted(firstLine(e)),
                    e);
        }
    }

    static <T> T run(Call<T> call) throws TrainingFailedException {
        try {
            return call.run();
        } catch (OutOfMemoryError e) {
            throw outOfMemory(e);
        } catch (LinkageError e) {
            throw new TrainingUnavailableException("libtorch cannot be loaded: " + e, e);
        } catch (RuntimeException e) {
            String message = String.valueOf(e.getMessage()).toLowerCase(Locale.ROOT);
            if (message.contains("out of memory")
                    || message.contains("can't allocate memory")
                    || message.contains("not enough memory")
                    || message.contains("bad_alloc")
                    || message.contains("alloc_failed")) {
                throw outOfMemory(e);
            }
            if (message.contains("cuda error")
                    || message.contains("cudnn error")
                    || message.contains("cudnn_status")
                    || message.contains("cublas_status")
                    || message.contains("nvidia driver")) {
                throw new TrainingUnavailableException("The GPU is out of order: " + firstLine(e), e);
            }
            throw e;
        }
    }

    private static TrainingFailedException outOfMemory(Throwable thrown) {
        return new TrainingFailedException(Reason.OUT_OF_MEMORY, "Out of memory: " + firstLine(thrown), thrown);
    }

    /** The library's messages go on with a trace of its own calls. */
    private static String firstLine(Throwable thrown) {
        return Objects.toString(thrown.getMessage(), thrown.toString())
                .lines()
                .findFirst()
                .orElse("");
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.aiperf.training.dl4j;

import java.util.Locale;
import org.aiperf.foreign.Cause;
import org.aiperf.training.TrainingFailedException;
import org.aiperf.training.TrainingFailedException.Reason;
import org.aiperf.training.TrainingUnavailableException;
import org.deeplearning4j.exception.DL4JInvalidConfigException;
import org.deeplearning4j.exception.DL4JInvalidInputException;
import org.jspecify.annotations.Nullable;

/** Runs calls of the library and tells failures that belong to the trial from defects. */
final class Guard {

    private Guard() {}

    /** A call that trains. */
    interface Call<T> {
        T run() throws TrainingFailedException;
    }

    static <T> T run(Call<T> call) throws TrainingFailedException {
        try {
            return call.run();
        } catch (OutOfMemoryError e) {
            throw new TrainingFailedException(Reason.OUT_OF_MEMORY, "Out of memory: " + Cause.of(e), e);
        } catch (DL4JInvalidConfigException | DL4JInvalidInputException e) {
            throw new TrainingFailedException(
                    Reason.UNBUILDABLE, "Deeplearning4j refuses the network: " + Cause.of(e), e);
        } catch (LinkageError e) {
            throw new TrainingUnavailableException("ND4J's libraries cannot be loaded: " + e, e);
        } catch (RuntimeException e) {
            if (isOutOfMemory(e)) {
                throw new TrainingFailedException(Reason.OUT_OF_MEMORY, "Out of memory: " + Cause.of(e), e);
            }
            if (isDeviceError(e)) {
                throw new TrainingUnavailableException("The GPU is out of order: " + Cause.of(e), e);
            }
            throw e;
        }
    }

    /** CUDA's errors other than a lack of memory stay with the process; they too are known by their messages only. */
    private static boolean isDeviceError(RuntimeException thrown) {
        String message = String.valueOf(thrown.getMessage()).toLowerCase(Locale.ROOT);
        return message.contains("cuda") && (message.contains("error") || message.contains("fail"));
    }

    /** The native library reports a failed allocation as a plain exception, known by its message only. */
    private static boolean isOutOfMemory(@Nullable Throwable thrown) {
        for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
            String message = String.valueOf(cause.getMessage()).toLowerCase(Locale.ROOT);
            if (cause instanceof OutOfMemoryError
                    || message.contains("failed to allocate")
                    || message.contains("cannot allocate")
                    || message.contains("allocation failed")
                    || message.contains("bad_alloc")
                    || message.contains("out of memory")) {
                return true;
            }
        }
        return false;
    }
}

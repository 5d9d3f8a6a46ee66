// SPDX-License-Identifier: Apache-2.0
package org.aiperf.training.libtorch;

import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.aiperf.training.TrainingFailedException;
import org.aiperf.training.TrainingFailedException.Reason;
import org.aiperf.training.TrainingUnavailableException;

/** Runs calls of the library and tells failures that belong to the trial from defects. */
final class Guard {

    private static final Pattern MISSING =
            Pattern.compile("(lib[^\\s:/]+\\.so[\\w.]*): cannot open shared object file");

    /** The last is cuDNN's, which finds no way to compute a layer where there is no room for its workspace. */
    private static final List<String> OUT_OF_MEMORY = List.of(
            "out of memory",
            "can't allocate memory",
            "not enough memory",
            "bad_alloc",
            "alloc_failed",
            "unable to find an engine");

    private static final List<String> OUT_OF_ORDER =
            List.of("cuda error", "cudnn error", "cudnn_status", "cublas_status", "nvidia driver");

    private Guard() {}

    private static boolean has(String message, List<String> phrases) {
        return phrases.stream().anyMatch(message::contains);
    }

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
                    missing(e)
                            .or(Guard::missing)
                            .orElse("libtorch cannot be loaded: %s; submit/libtorch.sh looks for what it needs"
                                    .formatted(firstLine(e))),
                    e);
        }
    }

    /**
     * A library that libtorch for GPUs would need and that is not there. Whoever loads libtorch is told only that it is not
     * complete, or that it sees no GPU; the system's loader says the name.
     */
    static Optional<String> missing() {
        try {
            Libtorch.openForGpus();
            return Optional.empty();
        } catch (IOException | LinkageError e) {
            return missing(e);
        }
    }

    /** What a failure to load says of a library that is missing. */
    static Optional<String> missing(Throwable thrown) {
        Matcher matcher = MISSING.matcher(String.valueOf(thrown.getMessage()));
        return matcher.find()
                ? Optional.of(
                        "libtorch needs %s, which is not here; CUDA 13, cuDNN 9 and NCCL bring it, and so does pip install torch==%s: submit/libtorch.sh finds it there, or put its directory into LD_LIBRARY_PATH"
                                .formatted(matcher.group(1), Libtorch.RELEASE))
                : Optional.empty();
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
            if (has(message, OUT_OF_MEMORY)) {
                throw outOfMemory(e);
            } else if (message.contains("busy or unavailable")) {
                throw new TrainingUnavailableException(
                        "Another process has the GPU for itself; wait for it, or allow several processes by nvidia-smi -c DEFAULT",
                        e);
            } else if (message.contains("no kernel image")) {
                throw new TrainingUnavailableException(
                        "libtorch has no code for this GPU, only for those from Turing (7.5) to Blackwell; build with mvn -Dcuda package for older ones",
                        e);
            } else if (has(message, OUT_OF_ORDER)) {
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

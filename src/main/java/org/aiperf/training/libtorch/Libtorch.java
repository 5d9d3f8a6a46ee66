// SPDX-License-Identifier: Apache-2.0
package org.aiperf.training.libtorch;

import com.sun.jna.NativeLibrary;
import java.io.File;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.pytorch.Context;
import org.bytedeco.pytorch.global.torch;

/** The native library as this JVM has it. Asking for anything loads it. */
final class Libtorch {

    /** The release of PyTorch whose libraries these presets are for. */
    static final String RELEASE = "2.13.0";

    private static final String FOR_GPUS = "libtorch_cuda.so";

    private static final Pattern VERSION = Pattern.compile("TORCH_VERSION=([^, ]+)");

    private Libtorch() {}

    /** Versions of the library and of those that it computes with, for example {@code libtorch 2.10.0, CUDA 13.1}. */
    static String version() {
        Matcher matcher = VERSION.matcher(torch.show_config().getString());
        List<String> parts = new ArrayList<>(List.of("libtorch " + (matcher.find() ? matcher.group(1) : "unknown")));
        if (torch.cuda_is_available()) {
            long cuda = Context.versionCUDART();
            long cudnn = Context.versionRuntimeCuDNN();
            parts.add("CUDA %d.%d".formatted(cuda / 1000, cuda % 1000 / 10));
            parts.add("cuDNN %d.%d.%d".formatted(cudnn / 10000, cudnn % 10000 / 100, cudnn % 100));
        } else {
            parts.add("CPU");
        }
        return String.join(", ", parts);
    }

    /**
     * Opens its part for GPUs, from the application or, where that has only the presets, from the system.
     *
     * @throws IOException if it cannot be unpacked
     * @throws UnsatisfiedLinkError if a library is missing, with its name
     */
    static void openForGpus() throws IOException {
        File packaged = Loader.cacheResource("/org/bytedeco/pytorch/linux-x86_64-gpu/" + FOR_GPUS);
        NativeLibrary.getInstance(packaged == null || packaged.length() == 0 ? FOR_GPUS : packaged.getPath());
    }

    /** GPUs that it sees, 0 on the CPU. */
    static int gpus() {
        return torch.cuda_is_available() ? torch.cuda_device_count() : 0;
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.aiperf.training.libtorch;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.bytedeco.pytorch.Context;
import org.bytedeco.pytorch.global.torch;

/** The native library as this JVM has it. Asking for anything loads it. */
final class Libtorch {

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

    /** GPUs that it sees, 0 on the CPU. */
    static int gpus() {
        return torch.cuda_is_available() ? torch.cuda_device_count() : 0;
    }
}

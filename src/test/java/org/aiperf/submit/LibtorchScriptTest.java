// SPDX-License-Identifier: Apache-2.0
package org.aiperf.submit;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The script that finds PyPI's torch, beside a directory that looks like it. */
class LibtorchScriptTest {

    private static final List<String> LIBRARIES = List.of(
            "torch/lib/libtorch_cpu.so",
            "torch/lib/libtorch_cuda.so",
            "torch/lib/libc10.so",
            "torch/lib/libc10_cuda.so",
            "nvidia/cu13/lib/libcudart.so.13",
            "nvidia/cu13/lib/libcublas.so.13",
            "nvidia/cu13/lib/libcublasLt.so.13",
            "nvidia/cu13/lib/libcufft.so.12",
            "nvidia/cu13/lib/libcufile.so.0",
            "nvidia/cu13/lib/libcurand.so.10",
            "nvidia/cu13/lib/libcusolver.so.12",
            "nvidia/cu13/lib/libcusparse.so.12",
            "nvidia/cu13/lib/libnvJitLink.so.13",
            "nvidia/cu13/lib/libnvrtc.so.13",
            "nvidia/cu13/lib/libcupti.so.13",
            "nvidia/cudnn/lib/libcudnn.so.9",
            "nvidia/cusparselt/lib/libcusparseLt.so.0",
            "nvidia/nccl/lib/libnccl.so.2",
            "nvidia/nvshmem/lib/libnvshmem_host.so.3");

    @TempDir
    @SuppressWarnings("NullAway.Init") // JUnit sets it
    private Path site;

    private record Outcome(int status, String output) {}

    @BeforeEach
    void install() throws IOException {
        for (String library : LIBRARIES) {
            write(library, "");
        }
        write("torch/version.py", "from typing import Optional\n__version__ = '2.13.0+cu130'\ndebug = False\n");
    }

    private void write(String file, String content) throws IOException {
        Path path = site.resolve(file);
        Files.createDirectories(path.getParent());
        Files.writeString(path, content);
    }

    private Outcome find(String... arguments) throws Exception {
        List<String> command = new ArrayList<>(
                List.of(Path.of("submit/libtorch.sh").toAbsolutePath().toString()));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().keySet().removeAll(List.of("AIPERF_TORCH", "AIPERF_PYTHON", "LD_LIBRARY_PATH"));
        Process process = builder.start();
        String output = new String(process.getInputStream().readAllBytes(), UTF_8).strip();
        return new Outcome(process.waitFor(), output);
    }

    @Test
    void findsTheDirectoriesOfTorchAndOfNvidiasPackages() throws Exception {
        String real = site.toRealPath().toString();
        String expected = Stream.of(
                        "torch", "nvidia/cu13", "nvidia/cudnn", "nvidia/cusparselt", "nvidia/nccl", "nvidia/nvshmem")
                .map(each -> real + "/" + each + "/lib")
                .collect(Collectors.joining(":"));

        assertThat(find(real)).isEqualTo(new Outcome(0, expected));
        assertThat(find("--unseen", real)).isEqualTo(new Outcome(0, expected));
    }

    @Test
    void saysWhichLibraryIsMissing() throws Exception {
        Files.delete(site.resolve("nvidia/cu13/lib/libcurand.so.10"));

        Outcome outcome = find(site.toString());

        assertThat(outcome.status()).isEqualTo(2);
        assertThat(outcome.output())
                .startsWith("libtorch.sh: libcurand.so.10 is missing: ")
                .doesNotContain("\n");
    }

    @Test
    void refusesAnotherReleaseAndABuildForCpus() throws Exception {
        write("torch/version.py", "__version__ = '2.15.0'\n");
        assertThat(find(site.toString()).output())
                .endsWith(
                        "has torch 2.15.0, and this build is for 2.13.0: their interfaces differ; run pip install torch==2.13.0");

        write("torch/version.py", "__version__ = '2.13.0+cpu'\n");
        Files.delete(site.resolve("torch/lib/libtorch_cuda.so"));
        assertThat(find(site.toString()).output())
                .contains("libtorch_cuda.so is missing", "not a build for CPUs alone");
        assertThat(find(site + "/torch").output()).contains("holds no torch/lib", "pip install --target");
    }

    /** The script, the presets and the words of Java speak of one release. */
    @Test
    void isOfTheReleaseOfThePresets() throws Exception {
        assertThat(Files.readString(Path.of("submit/libtorch.sh"))).contains("\nwanted=2.13.0 ");
        assertThat(Files.readString(Path.of("pom.xml"))).contains("<libtorch.version>2.13.0-");
        assertThat(Files.readString(Path.of("src/main/java/org/aiperf/training/libtorch/Libtorch.java")))
                .contains("RELEASE = \"2.13.0\"");
    }
}

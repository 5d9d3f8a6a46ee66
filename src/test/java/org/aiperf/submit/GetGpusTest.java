// SPDX-License-Identifier: Apache-2.0
package org.aiperf.submit;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The discovery script beside an {@code nvidia-smi} that knows four GPUs, one of them divided. */
class GetGpusTest {

    @TempDir
    @SuppressWarnings("NullAway.Init") // JUnit sets it
    private Path directory;

    private record Outcome(int status, String output) {}

    @BeforeEach
    void install() throws IOException {
        smi("""
                case $1 in
                  -L) printf 'GPU %d: NVIDIA H200 (UUID: GPU-%d%d%d)\\n' 0 0 0 0 1 1 1 1 2 2 2 2 3 3 3 3
                      printf '  MIG 1g.18gb Device %d: (UUID: MIG-%d)\\n' 0 7 1 8 ;;
                  *) printf '%d, Disabled\\n' 0 1 2 3 ;;
                esac
                """);
    }

    private void smi(String body) throws IOException {
        Path program = directory.resolve("nvidia-smi");
        Files.writeString(program, "#!/bin/bash\n" + body);
        Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private Outcome found(Map<String, String> environment) throws Exception {
        ProcessBuilder builder = new ProcessBuilder(
                        Path.of("submit/get-gpus.sh").toAbsolutePath().toString())
                .redirectErrorStream(true);
        builder.environment().remove("AIPERF_GPUS");
        builder.environment().remove("CUDA_VISIBLE_DEVICES");
        builder.environment().merge("PATH", directory + ":", (path, own) -> own + path);
        builder.environment().putAll(environment);
        Process process = builder.start();
        String output = new String(process.getInputStream().readAllBytes(), UTF_8).strip();
        return new Outcome(process.waitFor(), output);
    }

    @Test
    void listsTheGpusOfTheMachine() throws Exception {
        assertThat(found(Map.of()))
                .isEqualTo(new Outcome(0, "{\"name\": \"gpu\", \"addresses\": [\"0\",\"1\",\"2\",\"3\"]}"));
    }

    /** Addresses are those of a process in which CUDA obeys the variable. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "2,3          | 0 1",
                "3            | 0",
                "GPU-111      | 0",
                "GPU-333,GPU-0| 0 1",
                "1,-1,2       | 0",
                "0,9,1        | 0",
                "MIG-7        | 0",
            })
    void obeysTheVariableThatCudaObeys(String visible, String addresses) throws Exception {
        assertThat(found(Map.of("CUDA_VISIBLE_DEVICES", visible)))
                .isEqualTo(new Outcome(
                        0, "{\"name\": \"gpu\", \"addresses\": [\"%s\"]}".formatted(addresses.replace(" ", "\",\""))));
    }

    @Test
    void givesAProcessOneInstanceOfMig() throws Exception {
        assertThat(found(Map.of("CUDA_VISIBLE_DEVICES", "MIG-7,MIG-8")).output())
                .contains("a process uses one instance of MIG")
                .endsWith("{\"name\": \"gpu\", \"addresses\": [\"0\"]}");
        smi("printf '0, Enabled\\n'");
        assertThat(found(Map.of()))
                .isEqualTo(
                        new Outcome(
                                1,
                                "get-gpus.sh: GPUs here are divided by MIG; set CUDA_VISIBLE_DEVICES to one instance, MIG-..., as nvidia-smi -L lists them, for each executor"));
    }

    @ParameterizedTest
    @CsvSource({"''", "-1", "GPU-77", "MIG-99"})
    void saysThatAllGpusAreHidden(String visible) throws Exception {
        Outcome outcome = found(Map.of("CUDA_VISIBLE_DEVICES", visible));

        assertThat(outcome.status()).isEqualTo(1);
        assertThat(outcome.output()).startsWith("get-gpus.sh: CUDA_VISIBLE_DEVICES=" + visible + " hides all GPUs");
    }

    @Test
    void saysThatTheDriverDoesNotAnswer() throws Exception {
        smi("echo 'NVIDIA-SMI has failed' >&2; exit 9");

        assertThat(found(Map.of()).output()).contains("nvidia-smi lists no GPUs", "repair NVIDIA's driver");
        assertThat(found(Map.of("AIPERF_GPUS", "0,1")))
                .isEqualTo(new Outcome(0, "{\"name\": \"gpu\", \"addresses\": [\"0\",\"1\"]}"));
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.aiperf.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.aiperf.image.decode.DecoderLibrary;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class BenchDataCommandTest {

    @Test
    void measuresEveryStepAndReportsEveryRound(@TempDir Path directory) throws Exception {
        Path peer = Files.writeString(
                directory.resolve("peer"), "#!/bin/sh\nprintf 'OpenCV\\n'\nwhile read -r line; do echo 1000; done\n");
        assertThat(peer.toFile().setExecutable(true)).isTrue();
        StringWriter out = new StringWriter();
        int code = new CommandLine(new BenchDataCommand())
                .setOut(new PrintWriter(out, true))
                .execute("--images=4", "--python=" + directory.resolve("nothing"), "--python=" + peer, "--json");

        assertThat(code).isZero();
        JsonNode json = new ObjectMapper().readTree(out.toString());
        assertThat(json.get("meanBytes").asDouble()).isBetween(90e3, 120e3);
        assertThat(json.get("results"))
                .allSatisfy(result -> {
                    assertThat(result.get("median").asDouble()).isPositive();
                    assertThat(result.get("samples")).hasSize(5);
                })
                .extracting(result -> result.get("name").asText())
                .contains(
                        "inception, " + DecoderLibrary.best().text(),
                        "strict check, ImageIO",
                        "prepare from files",
                        "all but decoding and resizing",
                        "read and checksum, local file",
                        "Fashion-MNIST, 28 x 28 pixels");
    }
}

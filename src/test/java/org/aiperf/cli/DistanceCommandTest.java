// SPDX-License-Identifier: Apache-2.0
package org.aiperf.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.offset;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.aiperf.network.Golden;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DistanceCommandTest {

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private final Path directory;

    DistanceCommandTest(@TempDir Path directory) {
        this.directory = directory;
    }

    @Test
    void printsLayersSkipsAndTotal() throws IOException {
        JsonNode golden = Golden.json("distances.json");
        // Positions 0 and 7 of the golden names.
        assertThat(run("distance", file("resnet50"), file("r50_chain3"))).isZero();

        JsonNode json = new ObjectMapper().readTree(out.toString());
        double layers = golden.at("/layers/0/7").asDouble();
        double skips = golden.at("/skips/0/7").asDouble();
        assertThat(json.size()).isEqualTo(3);
        assertThat(json.get("layers").asDouble()).isCloseTo(layers, offset(1e-9));
        assertThat(json.get("skips").asDouble()).isCloseTo(skips, offset(1e-9));
        assertThat(json.get("total").asDouble()).isCloseTo(layers + skips, offset(1e-9));
        assertThat(err.toString()).isEmpty();
    }

    @Test
    void namesTheFileThatIsMissing() throws IOException {
        assertThat(run("distance", file("cnn3"), directory + "/none.json")).isEqualTo(2);
        assertThat(err.toString()).contains("There is no file", "none.json").hasLineCount(1);
        assertThat(run("distance", "one.json")).isEqualTo(2);
        assertThat(err.toString()).contains("Missing required parameter: 'B.json'");
    }

    private String file(String name) throws IOException {
        return Files.writeString(
                        directory.resolve(name + ".json"),
                        Golden.networkJson(name).toString())
                .toString();
    }

    private int run(String... arguments) {
        return Main.execute(new PrintWriter(out, true), new PrintWriter(err, true), arguments);
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.aiperf.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class BenchDistancesCommandTest {

    @Test
    void measuresEveryBackEnd() throws Exception {
        StringWriter out = new StringWriter();
        int code = new CommandLine(new BenchDistancesCommand())
                .setOut(new PrintWriter(out, true))
                .execute("--queries=2", "--history=40", "--seconds=1", "--json");

        assertThat(code).isZero();
        JsonNode json = new ObjectMapper().readTree(out.toString());
        assertThat(json.get("backends")).hasSizeGreaterThanOrEqualTo(3).allSatisfy(backend -> {
            assertThat(backend.get("pairsPerSecond").asDouble()).isGreaterThan(100);
            assertThat(backend.get("difference").asDouble()).isLessThan(2e-6);
        });
        assertThat(json.get("backends").get(0).get("name").asText()).isEqualTo("scalar");
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.aiperf.cli;

import static org.assertj.core.api.Assertions.assertThat;

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

class OpsCommandTest {

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private final Path directory;

    OpsCommandTest(@TempDir Path directory) {
        this.directory = directory;
    }

    @Test
    void printsTheGoldenCounts() throws IOException {
        JsonNode expected = Golden.networkJson("r50_chain3").get("expect");

        assertThat(run("ops", golden("r50_chain3"), "--kernel", "5")).isZero();
        JsonNode json = new ObjectMapper().readTree(out.toString());
        assertSameNumbers(json.get("v1"), expected.at("/ops_v1/1"));
        assertSameNumbers(json.get("fixed"), expected.get("ops_fixed"));
        assertThat(out.toString()).contains("\"eval_per_image\" : 10129605319,").doesNotContain("E1");
        assertThat(err.toString()).isEmpty();
    }

    @Test
    void readsNnisFormatAndSaysWhereTheReferenceFails() throws IOException {
        Path nni = Files.writeString(
                directory.resolve("nni.json"),
                Golden.json("cnn3_skip_add.nni.json").toString());

        assertThat(run("ops", nni.toString())).isZero();
        assertSameNumbers(
                new ObjectMapper().readTree(out.toString()).get("v1"),
                Golden.networkJson("cnn3_skip_add").at("/expect/ops_v1/0"));

        out.getBuffer().setLength(0);
        assertThat(run("ops", golden("stock_cnn"), "--batch", "448")).isZero();
        JsonNode json = new ObjectMapper().readTree(out.toString());
        assertThat(json.at("/v1/hp_kernel").asInt()).isEqualTo(3);
        assertThat(json.at("/v1/error").asText()).contains("layer 14");
        assertSameNumbers(json.get("fixed"), Golden.networkJson("stock_cnn").at("/expect/ops_fixed"));
    }

    @Test
    void answersBadInputWithOneSentence() throws IOException {
        Path text = Files.writeString(directory.resolve("text.json"), "no json");
        Path other = Files.writeString(directory.resolve("other.json"), "{\"layers\": []}");
        Path empty = Files.writeString(directory.resolve("empty.json"), "{\"input\":[2],\"layers\":[],\"adj\":[]}");
        Path overlong = Files.writeString(
                directory.resolve("long.json"),
                "{\"input\":[60000,60000,3],\"layers\":[{\"t\":\"flatten\",\"in\":[0],\"out\":1}],\"adj\":[[[1,0]],[]]}");
        String good = Golden.networkJson("stock_cnn").toString();
        Path trailing = Files.writeString(directory.resolve("trailing.json"), good + " {}");
        Path huge = Files.writeString(
                directory.resolve("huge.json"), "{\"input\":[2000000000,2000000000,1],\"layers\":[],\"adj\":[[]]}");
        Path large = Files.writeString(
                directory.resolve("large.json"), "{\"input\":[16000000,16000000,64],\"layers\":[],\"adj\":[[]]}");
        Path binary = Files.write(directory.resolve("binary.json"), new byte[] {(byte) 0xC3, 0x28});

        assertRefused(
                "There is no file '%s'.".formatted(directory.resolve("none.json")), "ops", directory + "/none.json");
        assertRefused("text.json' holds no network: No JSON", "ops", text.toString());
        assertRefused("other.json' holds no network: The field 'adj'", "ops", other.toString());
        assertRefused("empty.json' holds no network: A network has a node for its input", "ops", empty.toString());
        assertRefused("long.json' holds no network: Layer 0: Flatten", "ops", overlong.toString());
        assertRefused(
                "trailing.json' holds no network: No JSON of a network: there is nothing, or more text",
                "ops",
                trailing.toString());
        assertRefused("more text behind the object", "distance", trailing.toString(), trailing.toString());
        assertRefused(
                "huge.json' holds no network: Element 0 of [2000000000,2000000000,1] is 2000000000",
                "ops",
                huge.toString());
        assertRefused("has more elements than can be counted", "ops", large.toString());
        assertRefused("binary.json' is no text in UTF-8", "ops", binary.toString());
        assertRefused("cannot be read", "ops", directory.toString());
        Path lines = Files.writeString(
                directory.resolve("lines.json"),
                good.replaceFirst("\"t\":\"conv\"", "\"t\":\"x\\\\nVERIFIED\\\\u001b[2J\""));
        assertRefused("unknown layer type 'x\\nVERIFIED\\u001b[2J'; known are", "ops", lines.toString());
        assertRefused(
                "'--kernel': '0' is not a whole number from 1 to 999999999 (see 'aiperf ops --help')",
                "ops",
                "x",
                "--kernel",
                "0");
        assertRefused("'--batch': 'many' is not", "ops", "x", "--batch=many");
        assertRefused("Missing required parameter: 'NETWORK.json'", "ops");
        assertRefused("Unmatched argument", "opps");
        assertRefused("Missing required subcommand");
    }

    @Test
    void explainsItself() {
        assertThat(run("--help")).isZero();
        assertThat(out.toString()).contains("ops").contains("--version");
        assertThat(run("--version")).isZero();
        assertThat(out.toString()).contains("aiperf ");
    }

    private void assertRefused(String sentence, String... arguments) {
        out.getBuffer().setLength(0);
        err.getBuffer().setLength(0);
        assertThat(run(arguments)).isEqualTo(2);
        assertThat(err.toString()).startsWith("aiperf: ").contains(sentence).hasLineCount(1);
        assertThat(out.toString()).isEmpty();
    }

    private static void assertSameNumbers(JsonNode actual, JsonNode expected) {
        assertThat(actual.size()).isEqualTo(expected.size());
        expected.fields().forEachRemaining(field -> {
            JsonNode value = actual.path(field.getKey());
            if (field.getValue().isObject()) {
                assertSameNumbers(value, field.getValue());
            } else {
                assertThat(value.isNumber()).as(field.getKey()).isTrue();
                assertThat(value.asDouble())
                        .as(field.getKey())
                        .isEqualTo(field.getValue().asDouble());
            }
        });
    }

    private String golden(String name) throws IOException {
        return Files.writeString(
                        directory.resolve(name + ".json"),
                        Golden.networkJson(name).toString())
                .toString();
    }

    private int run(String... arguments) {
        return Main.execute(new PrintWriter(out, true), new PrintWriter(err, true), arguments);
    }
}

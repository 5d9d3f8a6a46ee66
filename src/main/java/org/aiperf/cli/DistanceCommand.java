// SPDX-License-Identifier: Apache-2.0
package org.aiperf.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.aiperf.search.bayes.EditDistance;
import org.aiperf.search.bayes.NetworkCode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Prints the edit distance of two networks as one JSON object and nothing else. */
@Command(
        name = "distance",
        description = "Prints the edit distance of two networks, of layers, skips and in total, as JSON.",
        mixinStandardHelpOptions = true)
final class DistanceCommand implements Callable<Integer> {

    @Mixin
    private OutputOptions output;

    @Parameters(index = "0", paramLabel = "A.json", description = "A network, as AIPerf's JSON or NNI's.")
    private Path first;

    @Parameters(index = "1", paramLabel = "B.json", description = "Another.")
    private Path second;

    @Override
    public Integer call() throws IOException {
        NetworkCode a = NetworkCode.of(NetworkFile.read(first));
        NetworkCode b = NetworkCode.of(NetworkFile.read(second));
        double layers = EditDistance.layers(a, b);
        double skips = EditDistance.skips(a, b);
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("layers", layers).put("skips", skips).put("total", layers + skips);
        output.jsonOnly(json);
        return 0;
    }
}

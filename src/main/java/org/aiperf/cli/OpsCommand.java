// SPDX-License-Identifier: Apache-2.0
package org.aiperf.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.aiperf.foreign.Cause;
import org.aiperf.network.Network;
import org.aiperf.operations.OperationCountJson;
import org.aiperf.operations.OperationDefinition;
import org.aiperf.operations.UncountableNetworkException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Prints the operations of one network as one JSON object and nothing else. */
@Command(
        name = "ops",
        description = "Prints what a network costs per image, by layer kind, in both definitions, as JSON.",
        mixinStandardHelpOptions = true)
final class OpsCommand implements Callable<Integer> {

    @Mixin
    private OutputOptions output;

    @Parameters(paramLabel = "NETWORK.json", description = "The network, as AIPerf's JSON or NNI's.")
    private Path file;

    @Option(
            names = "--kernel",
            paramLabel = "K",
            defaultValue = "3",
            converter = PositiveInteger.class,
            description = "Kernel hyperparameter of definition v1 (default: ${DEFAULT-VALUE}).")
    private int kernel;

    @Option(
            names = "--batch",
            paramLabel = "B",
            defaultValue = "448",
            converter = PositiveInteger.class,
            description = "Batch size of definition fixed (default: ${DEFAULT-VALUE}).")
    private int batch;

    @Override
    public Integer call() throws IOException {
        Network network = NetworkFile.read(file);
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        ObjectNode v1 = json.putObject("v1").put("hp_kernel", kernel);
        try {
            v1.setAll(OperationCountJson.write(OperationDefinition.v1(kernel).count(network)));
        } catch (UncountableNetworkException e) {
            v1.put("error", Cause.of(e));
        }
        ObjectNode fixed = json.putObject("fixed").put("batch", batch);
        fixed.setAll(OperationCountJson.write(OperationDefinition.fixed(batch).count(network)));
        output.jsonOnly(json);
        return 0;
    }
}

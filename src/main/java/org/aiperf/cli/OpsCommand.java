// SPDX-License-Identifier: Apache-2.0
package org.aiperf.cli;

import com.fasterxml.jackson.core.StreamWriteFeature;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
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
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Prints the operations of one network as one JSON object and nothing else. */
@Command(
        name = "ops",
        description = "Prints what a network costs per image, by layer kind, in both definitions, as JSON.",
        mixinStandardHelpOptions = true)
final class OpsCommand implements Callable<Integer> {

    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(SerializationFeature.INDENT_OUTPUT)
            .enable(StreamWriteFeature.WRITE_BIGDECIMAL_AS_PLAIN)
            .build();

    @Spec
    private CommandSpec spec;

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
        ObjectNode json = JSON.createObjectNode();
        ObjectNode v1 = json.putObject("v1").put("hp_kernel", kernel);
        try {
            v1.setAll(OperationCountJson.write(OperationDefinition.v1(kernel).count(network)));
        } catch (UncountableNetworkException e) {
            v1.put("error", Cause.of(e));
        }
        ObjectNode fixed = json.putObject("fixed").put("batch", batch);
        fixed.setAll(OperationCountJson.write(OperationDefinition.fixed(batch).count(network)));
        spec.commandLine().getOut().println(JSON.writeValueAsString(json));
        return 0;
    }
}

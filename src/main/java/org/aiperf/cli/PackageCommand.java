// SPDX-License-Identifier: Apache-2.0
package org.aiperf.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.PrivateKey;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.aiperf.config.InvalidSettingsException;
import org.aiperf.foreign.Cause;
import org.aiperf.submission.Origin;
import org.aiperf.submission.Packing;
import org.aiperf.submission.Seal;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Packs a run into one file that others can check. */
@Command(
        name = "package",
        description = {
            "Packs a run into one zip file that others can check with 'verify': what it claims, its history and its best model.",
            "Prints its path."
        },
        mixinStandardHelpOptions = true)
final class PackageCommand implements Callable<Integer> {

    @Mixin
    private OutputOptions printed;

    @Parameters(
            paramLabel = "RUN",
            description = "A run's directory, as a path or Hadoop URI, or its name below runs/.")
    private String run;

    @Option(
            names = "--output",
            paramLabel = "ZIP",
            description = "The file to write; default: the run's name and .zip, below runs/.")
    private @Nullable Path output;

    @Option(
            names = "--sign",
            paramLabel = "KEY",
            description = "Sign with this Ed25519 key in PEM form (openssl genpkey -algorithm ed25519).")
    private @Nullable Path key;

    @Option(names = "--submitter", paramLabel = "NAME", description = "Who built or runs the system, for rankings.")
    private String submitter = "";

    @Option(names = "--site", paramLabel = "NAME", description = "Where it is installed, for rankings.")
    private String site = "";

    @Option(
            names = "--system",
            paramLabel = "NAME",
            description = "What it is called, for rankings; the same for runs of it at several sizes.")
    private String system = "";

    @Override
    public Integer call() throws InvalidSettingsException {
        RecordedRun recorded = RecordedRun.read(run);
        try {
            Optional<PrivateKey> signer = key == null ? Optional.empty() : Optional.of(Seal.privateKey(key));
            Path zip = OutputPath.of(output, recorded.directory().name() + ".zip");
            if (Files.exists(zip)) {
                throw new UsageException(zip + " exists already; choose another file by --output");
            }
            Origin origin = new Origin(submitter, site, system);
            new Packing(recorded.directory(), recorded.history(), recorded.settings(), Version.number(), origin)
                    .write(zip, signer);
            printed.words().println(zip);
            printed.result(Map.of("file", zip.toString()));
            return 0;
        } catch (IOException e) {
            throw new UsageException("Cannot pack the run: " + Cause.of(e), e);
        }
    }
}

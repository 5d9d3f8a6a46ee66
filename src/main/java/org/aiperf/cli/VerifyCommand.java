// SPDX-License-Identifier: Apache-2.0
package org.aiperf.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.security.PublicKey;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.aiperf.config.InvalidSettingsException;
import org.aiperf.foreign.Containment;
import org.aiperf.foreign.Scratch;
import org.aiperf.spark.dl4j.ModelVerification;
import org.aiperf.submission.Claim;
import org.aiperf.submission.Seal;
import org.aiperf.submission.Submission;
import org.aiperf.submission.Verification;
import org.aiperf.unit.Rate;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Checks a submission and lists everything that is wrong with it. */
@Command(
        name = "verify",
        description = {
            "Checks a zip file made by 'package': files, hash chain, times, and operations, score and verdict computed anew from the networks and epochs.",
            "Lists everything that is wrong; the exit code is then 1."
        },
        mixinStandardHelpOptions = true)
final class VerifyCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "ZIP", description = "The submission.")
    private Path zip;

    @Option(
            names = "--signer",
            paramLabel = "KEY",
            description = "Ed25519 public key in PEM form of whoever must have signed it.")
    private @Nullable Path key;

    @Option(
            names = "--model",
            description =
                    "Also classify the validation images with the submission's model again, on Spark, and compare with what is claimed.")
    private boolean model;

    @Option(
            names = "--data",
            paramLabel = "LOCATION",
            description = "With --model: where the data set is here; default: where the submission says.")
    private @Nullable String data;

    @Override
    public Integer call() throws InvalidSettingsException {
        try (Scratch directory = Scratch.create()) {
            Optional<PublicKey> signer = key == null ? Optional.empty() : Optional.of(Seal.publicKey(key));
            Submission submission = Containment.of(() -> Submission.open(zip, directory.path()));
            Verification verification = Verification.of(submission, signer);
            Claim claim = verification.claim();
            Optional<String> evaluated = Optional.empty();
            if (model && claim != null) {
                ModelVerification again =
                        Containment.of(() -> ModelVerification.of(submission, claim, Optional.ofNullable(data)));
                verification = verification.with(again.violations());
                evaluated = again.sentence();
            }
            print(submission, verification, signer.isPresent());
            evaluated.ifPresent(sentence -> spec.commandLine().getOut().println("  " + sentence));
            return verification.violations().isEmpty() ? ExitCode.OK : ExitCode.SOFTWARE;
        } catch (IOException | IllegalArgumentException e) {
            throw new UsageException(String.valueOf(e.getMessage()), e);
        }
    }

    private void print(Submission submission, Verification verification, boolean signed) {
        PrintWriter out = spec.commandLine().getOut();
        if (!verification.violations().isEmpty()) {
            long count = verification.number();
            out.printf("NOT VERIFIED: %d violation%s%n", count, count == 1 ? "" : "s");
            verification.violations().forEach(violation -> out.println("  " + violation));
            if (count > verification.violations().size()) {
                out.printf(
                        "  ... and %d more%n", count - verification.violations().size());
            }
            out.flush();
            return;
        }
        Claim claim = Objects.requireNonNull(verification.claim());
        out.printf(
                "VERIFIED: run %s, packed by AIPerf %s%n",
                claim.run(), submission.manifest().aiperf());
        out.printf(
                "  score %s by %s, %s by v1; best accuracy %.2f %% in trial %s%n",
                new Rate(claim.score()),
                claim.definition(),
                new Rate(claim.scoreV1()),
                claim.accuracy() * 100,
                claim.trial());
        out.println(claim.valid() ? "  VALID" : "  NOT VALID: " + String.join(" ", claim.reasons()));
        if (!signed) {
            out.println(
                    submission.isSealed()
                            ? "  Its signature was not checked; --signer KEY does."
                            : "  It is not signed: whoever packed it could have made all of it up.");
        }
        out.flush();
    }
}

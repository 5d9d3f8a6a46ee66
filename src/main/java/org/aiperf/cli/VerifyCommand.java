// SPDX-License-Identifier: Apache-2.0
package org.aiperf.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.security.PublicKey;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.aiperf.config.InvalidSettingsException;
import org.aiperf.config.Rules;
import org.aiperf.foreign.Containment;
import org.aiperf.foreign.Scratch;
import org.aiperf.history.History;
import org.aiperf.history.RecordedData;
import org.aiperf.spark.dl4j.ModelVerification;
import org.aiperf.submission.Answer;
import org.aiperf.submission.Claim;
import org.aiperf.submission.Examiner;
import org.aiperf.submission.Examiner.Answered;
import org.aiperf.submission.Examiner.Examined;
import org.aiperf.submission.Level;
import org.aiperf.submission.Seal;
import org.aiperf.submission.Submission;
import org.aiperf.submission.Verification;
import org.aiperf.unit.Rate;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Checks a submission and lists everything that is wrong with it. */
@Command(
        name = "verify",
        description = {
            "Checks a zip file made by 'package': files, hash chain, times, networks, and operations, score and verdict computed anew from the records.",
            "Lists everything that is wrong; the exit code is then 1."
        },
        mixinStandardHelpOptions = true)
final class VerifyCommand implements Callable<Integer> {

    private static final String UNBOUNDED = "Nothing bounds its score, so that boards do not rank it: ";

    @Mixin
    private OutputOptions output;

    @Mixin
    private ValidityOption validity;

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
                    "Also classify the validation images with the submission's model again, on Spark, and compare with what is claimed. Needs --data unless the data set ships with AIPerf.")
    private boolean model;

    @Option(
            names = "--challenge",
            paramLabel = "FILE",
            description = "With --answer: the challenge that was given to the owner.")
    private @Nullable Path challenge;

    @Option(
            names = "--answer",
            paramLabel = "ZIP",
            description = "What the owner made of the challenge: its models are evaluated and trained from again.")
    private @Nullable Path answer;

    @Mixin
    private ExaminationOptions examination;

    @Override
    public Integer call() throws InvalidSettingsException {
        if ((challenge == null) != (answer == null)) {
            throw new UsageException("--challenge and --answer belong together");
        }
        try (Scratch directory = Scratch.create()) {
            Optional<PublicKey> signer = key == null ? Optional.empty() : Optional.of(Seal.publicKey(key));
            Path unpacked = directory.path().resolve("submission");
            Submission submission = Containment.of(() -> Submission.open(zip, unpacked));
            Optional<Answered> answered = Optional.empty();
            if (challenge != null && answer != null) {
                Path models = directory.path().resolve("answer");
                answered = Optional.of(new Answered(AnswerCommand.read(challenge), Answer.open(answer, models)));
            }
            Examiner examiner = examination.examiner(signer, answered, false);
            Examined examined = examiner.examine(submission);
            Claim claim = examined.verification().claim();
            Optional<String> evaluated = Optional.empty();
            if (model && claim != null) {
                requireData(submission, examiner.rules());
                ModelVerification again =
                        Containment.of(() -> ModelVerification.of(submission, claim, examination.data()));
                examined = examined.with(Level.MODEL_CHECKED, again.violations());
                evaluated = again.sentence();
            }
            Verification verification = examined.verification();
            print(submission, examined, evaluated, signer.isPresent());
            output.result(json(examined, evaluated, submission.isSealed()));
            return verification.violations().isEmpty()
                            && verification.unbounded().isEmpty()
                    ? validity.code(Objects.requireNonNull(verification.claim()).valid())
                    : ExitCode.SOFTWARE;
        } catch (IOException | IllegalArgumentException e) {
            throw new UsageException(e);
        }
    }

    /** What the submission says of where its images are is not believed. */
    private void requireData(Submission submission, List<Rules> rules) throws IOException {
        RecordedData told =
                History.examine(submission.run(), damage -> {}).latestAttempt().data();
        boolean known = told != null
                && told.digest() != null
                && rules.stream().anyMatch(each -> each.digests().contains(told.digest()));
        if (examination.data().isEmpty() && !known) {
            throw new UsageException(
                    "--model needs --data PLACE: no rules name the digest of the data set that the submission used");
        }
    }

    private static Map<String, Object> json(Examined examined, Optional<String> evaluated, boolean signed) {
        Verification verification = examined.verification();
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("verified", verification.violations().isEmpty());
        json.put("bounded", verification.unbounded().isEmpty());
        json.put("signed", signed);
        json.put("violationCount", verification.number());
        json.put("violations", verification.violations());
        json.put("unbounded", verification.unbounded());
        json.put("claim", verification.claim());
        json.put("division", examined.division());
        json.put("checked", examined.levels());
        json.put("notes", examined.notes());
        json.put("model", evaluated.orElse(null));
        return json;
    }

    private void print(Submission submission, Examined examined, Optional<String> evaluated, boolean signed) {
        PrintWriter out = output.words();
        Verification verification = examined.verification();
        if (!verification.violations().isEmpty()) {
            long count = verification.number();
            out.printf("NOT VERIFIED: %d violation%s%n", count, count == 1 ? "" : "s");
            verification.violations().forEach(violation -> out.println("  " + violation));
            if (count > verification.violations().size()) {
                out.printf(
                        "  ... and %d more%n", count - verification.violations().size());
            }
            verification.unbounded().forEach(reason -> out.println("  " + UNBOUNDED + reason));
            examined.notes().forEach(note -> out.println("  " + note));
            evaluated.ifPresent(sentence -> out.println("  " + sentence));
            out.flush();
            return;
        }
        Claim claim = Objects.requireNonNull(verification.claim());
        out.printf(
                "%s: run %s, packed by AIPerf %s%n",
                verification.unbounded().isEmpty() ? "VERIFIED" : "UNBOUNDED",
                claim.run(),
                submission.manifest().aiperf());
        verification.unbounded().forEach(reason -> out.println("  " + UNBOUNDED + reason));
        out.printf(
                "  score %s, by the reference's arithmetic %s; best accuracy %.2f %% in trial %s%n",
                new Rate(claim.score()), new Rate(claim.scoreV1()), claim.accuracy() * 100, claim.trial());
        out.println(claim.valid() ? "  VALID" : "  NOT VALID: " + String.join(" ", claim.reasons()));
        out.println("  Division: " + examined.division());
        out.println("  Checked: " + Level.words(examined.levels()));
        examined.notes().forEach(note -> out.println("  " + note));
        evaluated.ifPresent(sentence -> out.println("  " + sentence));
        if (!signed) {
            out.println(
                    submission.isSealed()
                            ? "  Its signature was not checked; --signer KEY does."
                            : "  It is not signed: whoever packed it could have made all of it up.");
        }
        out.flush();
    }
}

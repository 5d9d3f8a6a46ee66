// SPDX-License-Identifier: Apache-2.0
package org.aiperf.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.aiperf.config.InvalidSettingsException;
import org.aiperf.foreign.Scratch;
import org.aiperf.history.History;
import org.aiperf.submission.Challenge;
import org.aiperf.submission.Submission;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Chooses trials of a submission whose models its owner has to show. */
@Command(
        name = "challenge",
        description = {
            "Chooses trials of a submission at random and writes them into a file for its owner.",
            "The owner answers with 'answer'. The history fixed the models of all trials before any was chosen."
        },
        mixinStandardHelpOptions = true)
final class ChallengeCommand implements Callable<Integer> {

    @Mixin
    private OutputOptions printed;

    @Parameters(paramLabel = "ZIP", description = "The submission.")
    private Path zip;

    @Option(
            names = "--trials",
            paramLabel = "N",
            converter = PositiveInteger.class,
            defaultValue = "20",
            description = "How many; default ${DEFAULT-VALUE}.")
    private int trials = 20;

    @Option(names = "--output", paramLabel = "FILE", description = "Where to write; default: runs/challenge.json.")
    private @Nullable Path output;

    @Option(
            names = "--seed",
            paramLabel = "S",
            description = "Chooses the trials; default: a number that nobody can guess.")
    private @Nullable Long seed;

    @Override
    public Integer call() throws InvalidSettingsException {
        try (Scratch directory = Scratch.create()) {
            History history =
                    History.read(Submission.open(zip, directory.path()).run());
            int candidates = Challenge.candidates(history).size();
            if (candidates == 0) {
                throw new UsageException(
                        "%s fixes no model: no trial has finished, or an earlier version recorded it".formatted(zip));
            }
            long chosen = Optional.ofNullable(seed).orElseGet(() -> new SecureRandom().nextLong());
            Challenge challenge = Challenge.of(history, trials, chosen);
            Path file = Files.write(OutputPath.of(output, "challenge.json"), challenge.json());
            PrintWriter out = printed.words();
            int count = challenge.trials().size();
            out.printf(
                    "%d of %d trials whose models the history fixes, chosen by seed %d%n", count, candidates, chosen);
            out.printf(
                    "If %.0f %% of all trials are invented, so many contain one of them with a probability of %.1f %%.%n",
                    100 * Challenge.INVENTED, 100 * Challenge.chance(count, Challenge.INVENTED));
            out.println(file);
            out.flush();
            printed.result(Map.of(
                    "file", file.toString(), "trials", challenge.trials(), "candidates", candidates, "seed", chosen));
            return 0;
        } catch (IOException e) {
            throw new UsageException(e);
        }
    }
}

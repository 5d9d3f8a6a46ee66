// SPDX-License-Identifier: Apache-2.0
package org.aiperf.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.aiperf.config.InvalidSettingsException;
import org.aiperf.foreign.Cause;
import org.aiperf.foreign.Scratch;
import org.aiperf.ranking.Leaderboard;
import org.aiperf.ranking.Submissions;
import org.aiperf.submission.Examiner;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Ranks submissions. */
@Command(
        name = "leaderboard",
        description = {
            "Verifies submissions and ranks those that hold: writes a page, index.html, and a table, leaderboard.csv.",
            "A submission that does not hold is listed with everything that is wrong with it."
        },
        mixinStandardHelpOptions = true)
final class LeaderboardCommand implements Callable<Integer> {

    @Mixin
    private OutputOptions printed;

    @Parameters(
            arity = "1..*",
            paramLabel = "DIR|ZIP",
            description = "Files made by 'package', or directories with such files.")
    private List<Path> places = new ArrayList<>();

    @Option(names = "--output", paramLabel = "DIR", description = "Where to write; default: runs/leaderboard.")
    private @Nullable Path output;

    @Option(
            names = "--published",
            description =
                    "Rank among the ten systems of the published list of November 2020, by its arithmetic (v1) instead of the definition fixed.")
    private boolean published;

    @Mixin
    private ExaminationOptions examination;

    @Override
    public Integer call() throws InvalidSettingsException {
        try (Scratch directory = Scratch.create()) {
            Examiner examiner = examination.examiner(
                    Optional.empty(), Optional.empty(), examination.data().isPresent());
            Submissions submissions = Submissions.verify(zips(), directory.path(), examiner);
            Leaderboard board = published
                    ? Leaderboard.withPublished(submissions.verified(), submissions.rejected())
                    : Leaderboard.of(submissions.verified(), submissions.rejected());
            Path place = Files.createDirectories(OutputPath.of(output, "leaderboard"));
            Path page = place.resolve("index.html");
            Files.write(page, board.html());
            Files.writeString(place.resolve("leaderboard.csv"), board.csv());
            print(submissions, page);
            printed.result(Map.of(
                    "page",
                    page.toString(),
                    "definition",
                    board.definition().toString(),
                    "rows",
                    board.records(),
                    "rejected",
                    board.rejected()));
            return 0;
        } catch (IOException e) {
            throw new UsageException("Cannot rank the submissions: " + Cause.of(e), e);
        }
    }

    private List<Path> zips() throws IOException {
        List<Path> zips = new ArrayList<>();
        for (Path place : places) {
            if (Files.isDirectory(place)) {
                try (Stream<Path> files = Files.list(place)) {
                    zips.addAll(files.filter(file -> file.toString().endsWith(".zip"))
                            .sorted()
                            .toList());
                }
            } else if (Files.exists(place)) {
                zips.add(place);
            } else {
                throw new UsageException("There is no file '%s'.".formatted(place));
            }
        }
        if (zips.isEmpty()) {
            throw new UsageException("There is no zip file in " + places + "; 'package' makes them from runs");
        }
        return zips;
    }

    private void print(Submissions submissions, Path page) {
        PrintWriter out = printed.words();
        out.printf(
                "%d of %d submissions verified%n",
                submissions.verified().size(),
                submissions.verified().size() + submissions.rejected().size());
        submissions
                .rejected()
                .forEach(rejected -> out.printf(
                        "  not verified: %s, %d violation%s%n",
                        rejected.file(), rejected.number(), rejected.number() == 1 ? "" : "s"));
        out.println(page);
        out.flush();
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.aiperf.ranking;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import org.aiperf.config.InvalidSettingsException;
import org.aiperf.config.Settings;
import org.aiperf.history.History;
import org.aiperf.ranking.Leaderboard.Rejected;
import org.aiperf.submission.Manifest;
import org.aiperf.submission.Submission;
import org.aiperf.submission.Verification;
import org.aiperf.submission.Violation;

/**
 * Submissions that were checked, one after the other.
 *
 * @param verified those in which nothing wrong was found
 * @param rejected all others
 */
public record Submissions(List<Verified> verified, List<Rejected> rejected) {

    public Submissions {
        verified = List.copyOf(verified);
        rejected = List.copyOf(rejected);
    }

    /**
     * Checks submissions.
     *
     * @param directory an empty directory to unpack them in
     * @throws IOException if that cannot be written to
     */
    public static Submissions verify(List<Path> zips, Path directory) throws IOException {
        List<Verified> verified = new ArrayList<>();
        List<Rejected> rejected = new ArrayList<>();
        Map<SortedMap<String, Manifest.Content>, Path> seen = new HashMap<>();
        for (Path zip : zips) {
            Path unpacked = Files.createTempDirectory(directory, "submission");
            try {
                Submission submission = Submission.open(zip, unpacked);
                List<Violation> violations = new ArrayList<>(
                        Verification.of(submission, Optional.empty()).violations());
                Path twin = seen.putIfAbsent(submission.files().subMap("history", "history0"), zip);
                if (twin != null) {
                    violations.add(new Violation("history", "It is the run of " + twin));
                }
                if (violations.isEmpty()) {
                    History history = History.read(submission.run());
                    Settings settings =
                            Settings.parse(history.latestAttempt().settings().toString());
                    verified.add(
                            new Verified(zip.toString(), submission.manifest().origin(), Result.of(history, settings)));
                } else {
                    rejected.add(new Rejected(zip.toString(), violations));
                }
            } catch (IOException | InvalidSettingsException e) {
                rejected.add(new Rejected(
                        zip.toString(), List.of(new Violation("submission", String.valueOf(e.getMessage())))));
            }
        }
        return new Submissions(verified, rejected);
    }
}

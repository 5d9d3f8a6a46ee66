// SPDX-License-Identifier: Apache-2.0
package org.aiperf.ranking;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import org.aiperf.config.InvalidSettingsException;
import org.aiperf.config.Settings;
import org.aiperf.foreign.Containment;
import org.aiperf.foreign.Scratch;
import org.aiperf.foreign.VisibleText;
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
     * Checks submissions, each for itself: whatever one holds is said of it and changes nothing for the others.
     *
     * @param directory an empty directory to unpack them in, one after the other
     * @throws IOException if that cannot be written to
     */
    public static Submissions verify(List<Path> zips, Path directory) throws IOException {
        List<Verified> verified = new ArrayList<>();
        List<Rejected> rejected = new ArrayList<>();
        Map<SortedMap<String, Manifest.Content>, Path> seen = new HashMap<>();
        for (Path zip : zips) {
            try (Scratch unpacked = Scratch.within(directory)) {
                verify(zip, unpacked.path(), seen, verified, rejected);
            }
        }
        return new Submissions(verified, rejected);
    }

    private static void verify(
            Path zip,
            Path unpacked,
            Map<SortedMap<String, Manifest.Content>, Path> seen,
            List<Verified> verified,
            List<Rejected> rejected) {
        String file = VisibleText.of(zip.toString());
        try {
            Submission submission = Containment.of(() -> Submission.open(zip, unpacked));
            Verification verification = Verification.of(submission, Optional.empty());
            Path twin = seen.putIfAbsent(submission.files().subMap("history", "history0"), zip);
            if (twin != null) {
                verification = verification.with(
                        List.of(new Violation("history", "It is the run of " + VisibleText.of(twin.toString()))));
            }
            if (verification.violations().isEmpty()) {
                verified.add(Containment.of(() -> shown(verified(file, submission))));
            } else {
                rejected.add(new Rejected(file, verification.violations(), verification.number()));
            }
        } catch (IOException e) {
            rejected.add(Rejected.because(file, String.valueOf(e.getMessage())));
        }
    }

    private static Verified verified(String file, Submission submission) throws IOException, InvalidSettingsException {
        History history = History.read(submission.run());
        Settings settings = Settings.parse(history.latestAttempt().settings().toString());
        return new Verified(file, submission.manifest().origin(), Result.of(history, settings));
    }

    /** What cannot be shown is found here, and not when the ranking of all is written. */
    private static Verified shown(Verified submission) {
        for (Leaderboard alone : List.of(
                Leaderboard.of(List.of(submission), List.of()),
                Leaderboard.withPublished(List.of(submission), List.of()))) {
            alone.html();
            alone.csv();
        }
        return submission;
    }
}

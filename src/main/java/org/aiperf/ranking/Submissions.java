// SPDX-License-Identifier: Apache-2.0
package org.aiperf.ranking;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.aiperf.config.InvalidSettingsException;
import org.aiperf.config.Settings;
import org.aiperf.foreign.Cause;
import org.aiperf.foreign.Containment;
import org.aiperf.foreign.Scratch;
import org.aiperf.foreign.VisibleText;
import org.aiperf.history.EpochFinished;
import org.aiperf.history.History;
import org.aiperf.history.TrialHistory;
import org.aiperf.ranking.Leaderboard.Rejected;
import org.aiperf.submission.Examiner;
import org.aiperf.submission.Examiner.Examined;
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
     * Checks submissions, each for itself: whatever one holds is said of it and changes nothing for the others. Of several
     * that hold the same trials the first one counts.
     *
     * @param directory an empty directory to unpack them in, one after the other
     * @throws IOException if that cannot be written to
     */
    public static Submissions verify(List<Path> zips, Path directory, Examiner examiner) throws IOException {
        Checking checking = new Checking(examiner);
        for (Path zip : zips) {
            try (Scratch unpacked = Scratch.within(directory)) {
                checking.check(zip, unpacked.path());
            }
        }
        return new Submissions(checking.verified, checking.rejected);
    }

    /** One after the other, remembering the trials of all. */
    private static final class Checking {

        private final Examiner examiner;
        private final List<Verified> verified = new ArrayList<>();
        private final List<Rejected> rejected = new ArrayList<>();

        /** File of the first submission that has a trial, by the trial's numbers. */
        private final Map<String, String> trials = new HashMap<>();

        Checking(Examiner examiner) {
            this.examiner = examiner;
        }

        void check(Path zip, Path unpacked) {
            String file = VisibleText.of(zip.toString());
            try {
                Submission submission = Containment.of(() -> Submission.open(zip, unpacked));
                Examined examined = examiner.examine(submission);
                Verification verification = examined.verification();
                if (verification.claim() != null) {
                    verification = verification.with(
                            Containment.of(() -> twins(file, History.examine(submission.run(), damage -> {}))));
                }
                if (verification.violations().isEmpty()) {
                    verified.add(Containment.of(() -> shown(verified(file, submission, examined))));
                } else {
                    rejected.add(new Rejected(file, verification.violations(), verification.number()));
                }
            } catch (IOException e) {
                rejected.add(Rejected.because(file, Cause.of(e)));
            }
        }

        /** Real numbers of that many digits meet by chance in no two trainings. */
        private List<Violation> twins(String file, History history) {
            Set<String> own = new HashSet<>();
            Map<String, Integer> shared = new HashMap<>();
            for (TrialHistory trial : history.trials()) {
                String numbers = numbers(trial);
                if (!trial.epochs().isEmpty() && own.add(numbers)) {
                    Optional.ofNullable(trials.get(numbers)).ifPresent(other -> shared.merge(other, 1, Integer::sum));
                }
            }
            own.forEach(numbers -> trials.putIfAbsent(numbers, file));
            return shared.entrySet().stream()
                    .filter(other -> 2 * other.getValue() > own.size())
                    .map(other -> new Violation(
                            "history",
                            "%d of its %d trials are those of %s to the last digit"
                                    .formatted(other.getValue(), own.size(), other.getKey())))
                    .toList();
        }

        private static String numbers(TrialHistory trial) {
            StringBuilder numbers = new StringBuilder(trial.start().networkHash());
            for (EpochFinished epoch : trial.epochs()) {
                numbers.append(' ').append(epoch.loss()).append(' ').append(epoch.validationLoss());
            }
            return numbers.toString();
        }
    }

    private static Verified verified(String file, Submission submission, Examined examined)
            throws IOException, InvalidSettingsException {
        History history = History.read(submission.run());
        Settings settings = Settings.parse(history.latestAttempt().settings().toString());
        return new Verified(
                file,
                submission.manifest().origin(),
                Result.of(history, settings),
                examined.verification().unbounded(),
                Optional.ofNullable(examined.division()).orElseThrow(),
                examined.levels());
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

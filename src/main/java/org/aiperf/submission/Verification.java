// SPDX-License-Identifier: Apache-2.0
package org.aiperf.submission;

import java.io.IOException;
import java.security.PublicKey;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import org.aiperf.config.InvalidSettingsException;
import org.aiperf.config.Settings;
import org.aiperf.dataset.Datasets;
import org.aiperf.foreign.Cause;
import org.aiperf.foreign.Containment;
import org.aiperf.history.History;
import org.aiperf.history.RecordedData;
import org.jspecify.annotations.Nullable;

/**
 * What checking a submission has found. Nothing that it says is trusted: files are compared with the manifest, the
 * history with its hash chain, operations are counted again from the networks, and score, error and verdict computed
 * again from the epochs.
 *
 * @param violations what is wrong, the first {@value Findings#KEPT} of it; none if the claim holds
 * @param number how much is wrong
 * @param unbounded why nothing bounds the score: devices that nobody described, or whose peak is not known
 * @param claim what the history really amounts to; null if it cannot be read
 */
public record Verification(
        List<Violation> violations,
        long number,
        List<String> unbounded,
        @Nullable Claim claim) {

    public Verification {
        violations = List.copyOf(violations);
        unbounded = List.copyOf(unbounded);
    }

    /**
     * Checks a submission. Whatever it holds becomes a violation, and a check that cannot be made leaves the others alone.
     *
     * @param signer who must have signed it; without one a signature is not needed
     * @param now the verifier's clock
     */
    public static Verification of(Submission submission, Optional<PublicKey> signer, Instant now) {
        Findings found = new Findings();
        files(submission, found);
        if (signer.isPresent() && !submission.isSealedBy(signer.get())) {
            found.accept(new Violation(
                    Submission.SEAL,
                    submission.isSealed()
                            ? "The signature was not made with this key over this manifest"
                            : "The submission is not signed"));
        }
        Computed computed = null;
        // Where it was unpacked is nobody's business.
        String unpacked = submission.run().location().replaceFirst("^file:/*", "file:/") + "/";
        try {
            computed = Containment.of(() -> computed(submission, unpacked, now, found));
        } catch (IOException e) {
            found.accept(new Violation(
                    "history", "It cannot be computed: " + Cause.of(e).replace(unpacked, "")));
        }
        return new Verification(
                found.first(),
                found.number(),
                computed == null ? List.of() : computed.unbounded(),
                computed == null ? null : computed.claim());
    }

    /** What was computed anew. */
    private record Computed(Claim claim, List<String> unbounded) {}

    private static Computed computed(Submission submission, String unpacked, Instant now, Findings found)
            throws IOException, InvalidSettingsException {
        History history = History.examine(
                submission.run(),
                damage -> found.accept(new Violation("history", "Cannot trust " + damage.replace(unpacked, ""))));
        Settings settings = Settings.parse(history.latestAttempt().settings().toString());
        for (Check check : checks(history, settings, now)) {
            contained(check, history, settings, found);
        }
        Claim claim = Claim.of(history, settings);
        ModelCheck.find(submission, history, claim.trial(), found);
        claims(submission.manifest().claim(), claim, found);
        return new Computed(claim, PeakCheck.unbounded(history));
    }

    private static List<Check> checks(History history, Settings settings, Instant now) throws IOException {
        RecordedData shipped = Datasets.shipped(settings.data().location())
                .map(RecordedData::of)
                .orElse(null);
        RecordedData told = history.latestAttempt().data();
        return List.of(
                new NumberCheck(),
                new NetworkCheck(),
                new OperationCheck(),
                new TimeCheck(now),
                new EpochCheck(told == null ? shipped : told),
                new PlanCheck(),
                new DataCheck(shipped),
                new PeakCheck(),
                new EnergyCheck(),
                new RuleCheck());
    }

    private static void contained(Check check, History history, Settings settings, Findings found) {
        try {
            Containment.of(() -> {
                check.find(history, settings, found);
                return check;
            });
        } catch (IOException e) {
            found.accept(new Violation("history", "A check of it ends early: " + Cause.of(e)));
        }
    }

    /** The same with what another check has found. */
    public Verification with(List<Violation> more) {
        List<Violation> all = new ArrayList<>(violations);
        all.addAll(more.subList(0, Math.min(more.size(), Math.max(0, Findings.KEPT - all.size()))));
        return new Verification(all, number + more.size(), unbounded, claim);
    }

    private static void files(Submission submission, Findings found) {
        TreeSet<String> names = new TreeSet<>(submission.files().keySet());
        names.addAll(submission.manifest().files().keySet());
        for (String name : names) {
            Manifest.Content claimed = submission.manifest().files().get(name);
            Manifest.Content real = submission.files().get(name);
            if (claimed == null) {
                found.accept(new Violation(name, "The manifest does not name this file"));
            } else if (real == null) {
                found.accept(new Violation(name, "The file is missing"));
            } else if (!claimed.equals(real)) {
                found.accept(new Violation(
                        name,
                        "Its content is not what the manifest says (SHA-256 %s, not %s)"
                                .formatted(real.sha256(), claimed.sha256())));
            }
        }
    }

    private static void claims(Claim claimed, Claim real, Findings found) {
        differ("run", claimed.run(), real.run(), found);
        differ("definition", claimed.definition(), real.definition(), found);
        differ("score", claimed.score(), real.score(), found);
        differ("regulated score", claimed.regulated(), real.regulated(), found);
        differ("score by v1", claimed.scoreV1(), real.scoreV1(), found);
        differ("accuracy", claimed.accuracy(), real.accuracy(), found);
        differ("best trial", claimed.trial(), real.trial(), found);
        differ("time of the run in ms", claimed.activeMillis(), real.activeMillis(), found);
        differ("verdict", claimed.valid(), real.valid(), found);
        differ("reasons", claimed.reasons(), real.reasons(), found);
    }

    private static void differ(String field, Object claimed, Object real, Findings found) {
        if (!claimed.equals(real)) {
            found.accept(new Violation(
                    Manifest.NAME, "The %s is claimed to be %s; the history gives %s".formatted(field, claimed, real)));
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.aiperf.submission;

import java.io.IOException;
import java.nio.file.Path;
import java.security.PublicKey;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.aiperf.config.DataSettings;
import org.aiperf.config.Division;
import org.aiperf.config.InvalidSettingsException;
import org.aiperf.config.Rules;
import org.aiperf.config.Settings;
import org.aiperf.dataset.Dataset;
import org.aiperf.dataset.Datasets;
import org.aiperf.foreign.Containment;
import org.aiperf.history.DriverSettings;
import org.aiperf.history.History;
import org.aiperf.history.ModelStore;
import org.aiperf.history.RecordedData;
import org.aiperf.history.TrialHistory;
import org.aiperf.search.Models;
import org.aiperf.submission.Replay.Means;
import org.jspecify.annotations.Nullable;

/**
 * Makes every check of a submission that its verifier asked for and has the means for.
 *
 * @param rules of the closed divisions
 * @param signer who must have signed it
 * @param receipts what owners handed in while their runs went on
 * @param data where the verifier's own images are; empty: those that ship with the application, if the run used them
 * @param model whether the best model is asked again
 * @param replay number of trials that are trained again; 0 for none
 * @param whole whether they are trained to their end
 * @param seed chooses them
 * @param answered what the owner answered to which challenge
 * @param means asked for when something is to be trained or evaluated
 * @param cache local directory for copies of data sets
 * @param now the verifier's clock
 */
public record Examiner(
        List<Rules> rules,
        Optional<PublicKey> signer,
        Optional<Receipts> receipts,
        Optional<String> data,
        boolean model,
        int replay,
        boolean whole,
        long seed,
        Optional<Answered> answered,
        MeansSource means,
        Path cache,
        Instant now) {

    /** Time for the first steps of a trial that is trained again. */
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    /** Part of the validation images whose class may differ: another library rounds otherwise. */
    private static final double ROUNDING = 0.001;

    public Examiner {
        rules = List.copyOf(rules);
    }

    /** One that looks at the records alone, by the rules that ship with the application. */
    public static Examiner ofRecords(Path cache, Instant now) {
        return new Examiner(
                Rules.shipped(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                false,
                0,
                false,
                0,
                Optional.empty(),
                settings -> {
                    throw new IllegalStateException("Nothing is trained");
                },
                cache,
                now);
    }

    /**
     * A challenge and its answer.
     *
     * @param challenge what the verifier had asked for
     * @param answer what the owner gave
     */
    public record Answered(Challenge challenge, Answer answer) {}

    /** Finds what the verifier trains with. */
    @FunctionalInterface
    public interface MeansSource {
        Means means(Settings settings);
    }

    /**
     * What was found.
     *
     * @param verification what is wrong
     * @param levels what was done, as far as it found nothing wrong
     * @param division which runs it may be compared with; null if its history cannot be read
     * @param notes what else was found, a sentence each
     */
    public record Examined(
            Verification verification,
            Set<Level> levels,
            @Nullable Division division,
            List<String> notes) {

        public Examined {
            levels = Set.copyOf(levels);
            notes = List.copyOf(notes);
        }

        /** The same after another check, which has or has not found something. */
        public Examined with(Level level, List<Violation> found) {
            Set<Level> all = EnumSet.of(level);
            all.addAll(levels);
            return new Examined(
                    verification.with(found), found.isEmpty() ? all : Set.of(Level.SELF_REPORTED), division, notes);
        }
    }

    /**
     * Checks a submission.
     *
     * @throws IOException if the verifier's own files cannot be read, or the submission cannot be examined
     */
    public Examined examine(Submission submission) throws IOException {
        return Containment.of(() -> examined(submission));
    }

    private Examined examined(Submission submission)
            throws IOException, InvalidSettingsException, InterruptedException {
        Verification verification = Verification.of(submission, signer, now);
        if (verification.claim() == null) {
            return new Examined(verification, Set.of(Level.SELF_REPORTED), null, List.of());
        }
        History history = History.examine(submission.run(), damage -> {});
        Settings settings = Settings.parse(history.latestAttempt().settings().toString());
        Work work = new Work(submission, history, settings);
        Division division = Division.of(
                rules,
                new DriverSettings(history).all(),
                Optional.ofNullable(history.latestAttempt().data()).map(RecordedData::digest));
        if (!verification.violations().isEmpty()) {
            return new Examined(verification, Set.of(Level.SELF_REPORTED), division, List.of());
        }
        work.levels.add(Level.CONSISTENT);
        if (receipts.isPresent() && receipts.get().bound(submission.run(), history, work.found::add)) {
            work.levels.add(Level.TIMED_BY_ORGANISER);
        }
        if (model || replay > 0 || answered.isPresent()) {
            work.train();
        }
        return new Examined(
                verification.with(work.found),
                work.found.isEmpty() ? work.levels : Set.of(Level.SELF_REPORTED),
                division,
                work.notes);
    }

    /** One submission under examination. */
    private final class Work {

        private final Submission submission;
        private final History history;
        private final Settings settings;
        private final List<Violation> found = new ArrayList<>();
        private final Set<Level> levels = EnumSet.noneOf(Level.class);
        private final List<String> notes = new ArrayList<>();

        Work(Submission submission, History history, Settings settings) {
            this.submission = submission;
            this.history = history;
            this.settings = settings;
        }

        void train() throws IOException, InterruptedException {
            Optional<Dataset> images = images();
            if (images.isEmpty()) {
                return;
            }
            Means own = means.means(settings);
            ModelStore packed = new ModelStore(submission.run());
            if (model) {
                model(replay(packed, this::isPacked, images.get(), own), packed);
            }
            if (replay > 0) {
                again(replay(packed, this::isPacked, images.get(), own), replay);
            }
            if (answered.isPresent()) {
                answer(answered.get(), images.get(), own);
            }
        }

        private boolean isPacked(String trial) {
            return submission.files().containsKey("models/" + trial + ".model");
        }

        private Replay replay(Models models, Predicate<String> carried, Dataset images, Means own) {
            return new Replay(history, carried, models, images, own, PATIENCE);
        }

        /** The verifier's own images, if they are what the run was trained on. */
        private Optional<Dataset> images() throws IOException {
            String place = data.orElse(settings.data().location());
            if (data.isEmpty() && Datasets.shipped(place).isEmpty()) {
                throw new IOException(
                        "the run used the data set at %s; say by --data where your own copy is".formatted(place));
            }
            DataSettings at = settings.data().at(place, cache.toString());
            Dataset images = new Datasets(cache).open(at);
            RecordedData told = history.latestAttempt().data();
            RecordedData have = RecordedData.of(images);
            if (told != null && !same(told, have)) {
                found.add(new Violation("data", "The run was trained on %s; at %s is %s".formatted(told, place, have)));
                return Optional.empty();
            }
            return Optional.of(images);
        }

        private void model(Replay replay, ModelStore packed) throws IOException, InterruptedException {
            Claim claim = Claim.of(history, settings);
            TrialHistory best = trial(claim.trial());
            double accuracy = replay.evaluated(best, packed.load(claim.trial()));
            long images = best.epochs().get(0).imagesValidated();
            accuracy(best, accuracy, claim.accuracy(), images);
            notes.add("The best model was evaluated again: %.2f %% of %,d validation images right."
                    .formatted(100 * accuracy, images));
            levels.add(Level.MODEL_CHECKED);
        }

        private void accuracy(TrialHistory trial, double again, double recorded, long images) {
            if (Math.abs(again - recorded) * images > Math.max(ROUNDING * images, 1)) {
                found.add(new Violation(
                        "model of trial " + trial.start().trial(),
                        "It classifies %.2f %% of the validation images rightly; %.2f %% are recorded"
                                .formatted(100 * again, 100 * recorded)));
            }
        }

        private TrialHistory trial(String id) {
            return history.trials().stream()
                    .filter(trial -> trial.start().trial().equals(id))
                    .findFirst()
                    .orElseThrow();
        }

        private void again(Replay replay, int number) throws IOException, InterruptedException {
            List<TrialHistory> chosen = replay.chosen(number, seed);
            if (chosen.isEmpty()) {
                notes.add(
                        "No trial can be trained again: the history has no losses of first steps, as that of an earlier version, or the models of parents are missing.");
                return;
            }
            trainAgain(
                    replay,
                    chosen,
                    "of the %d that can be built from the package"
                            .formatted(replay.candidates().size()));
        }

        private void trainAgain(Replay replay, List<TrialHistory> chosen, String of)
                throws IOException, InterruptedException {
            int equal = 0;
            long compared = 0;
            double greatest = 0;
            for (TrialHistory trial : chosen) {
                Replay.Outcome outcome = whole ? replay.whole(trial) : replay.firstSteps(trial);
                equal += outcome.equal() ? 1 : 0;
                compared += outcome.compared();
                greatest = Math.max(greatest, outcome.difference());
                Optional.ofNullable(outcome.violation()).ifPresent(found::add);
            }
            notes.add(
                    "Trained again: %d trials, drawn by seed %d %s; %d %s compared, %d trials equal to the bit, greatest difference %.2g of what is allowed."
                            .formatted(chosen.size(), seed, of, compared, whole ? "epochs" : "steps", equal, greatest));
            levels.add(Level.REPLAYED);
        }

        private void answer(Answered given, Dataset images, Means own) throws IOException, InterruptedException {
            Answer answer = given.answer();
            int before = found.size();
            answer.compare(history, given.challenge(), found::add);
            if (found.size() > before) {
                return;
            }
            Replay replay = replay(answer.models(), answer.files()::containsKey, images, own);
            List<TrialHistory> trials =
                    given.challenge().trials().stream().map(this::trial).toList();
            for (TrialHistory trial : trials) {
                double again = replay.evaluated(
                        trial, answer.models().load(trial.start().trial()));
                accuracy(
                        trial,
                        again,
                        trial.accuracy().orElse(0),
                        trial.epochs().get(0).imagesValidated());
            }
            notes.add("Challenged: the models of %d trials were evaluated again.".formatted(trials.size()));
            levels.add(Level.MODEL_CHECKED);
            List<TrialHistory> candidates = replay.candidates();
            List<TrialHistory> again =
                    trials.stream().filter(candidates::contains).toList();
            if (!again.isEmpty()) {
                trainAgain(replay, again, "for the challenge");
            }
        }
    }

    private static boolean same(RecordedData told, RecordedData have) {
        boolean digests =
                told.digest() == null || have.digest() == null || Objects.equals(told.digest(), have.digest());
        return digests
                && told.trainImages() == have.trainImages()
                && told.validationImages() == have.validationImages()
                && told.classes() == have.classes();
    }
}

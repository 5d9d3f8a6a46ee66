// SPDX-License-Identifier: Apache-2.0
package org.aiperf.spark.dl4j;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.aiperf.config.InvalidSettingsException;
import org.aiperf.config.Settings;
import org.aiperf.config.SettingsLoader;
import org.aiperf.foreign.Cause;
import org.aiperf.history.EpochFinished;
import org.aiperf.history.History;
import org.aiperf.history.ModelStore;
import org.aiperf.history.TrialHistory;
import org.aiperf.search.morph.WeightedNetwork;
import org.aiperf.spark.SparkVerification;
import org.aiperf.submission.Claim;
import org.aiperf.submission.Submission;
import org.aiperf.submission.Violation;
import org.apache.spark.api.java.JavaSparkContext;

/**
 * Whether the model of a submission is as accurate as the submission says, found out by classifying the validation images
 * with it again.
 *
 * @param violations everything that is wrong with the model
 * @param evaluation what it makes of the images; empty if it could not be asked
 */
public record ModelVerification(List<Violation> violations, Optional<DistributedEvaluation> evaluation) {

    /**
     * Part of the images whose class may differ: other layers round otherwise, which decides where two classes are all but
     * equally probable.
     */
    private static final double ROUNDING = 0.001;

    public ModelVerification {
        violations = List.copyOf(violations);
    }

    /**
     * Checks a model on the cluster that the process is configured for, or on this machine.
     *
     * @param claim what the history amounts to
     * @param data where the data set is; empty for where the submission says
     * @throws IOException if the data set cannot be opened
     * @throws InvalidSettingsException if the submission's settings are not those of this version
     */
    public static ModelVerification of(Submission submission, Claim claim, Optional<String> data)
            throws IOException, InvalidSettingsException {
        History history = History.examine(submission.run(), damage -> {});
        Settings settings = located(history, data);
        TrialHistory best = history.trials().stream()
                .filter(trial -> trial.start().trial().equals(claim.trial()))
                .findFirst()
                .orElseThrow(() -> new IOException("The submission has no finished epoch, so it has no model"));
        String where = "model of trial " + claim.trial();
        WeightedNetwork network;
        try {
            network = new ModelStore(submission.run()).load(claim.trial()).network();
        } catch (IOException e) {
            return new ModelVerification(List.of(new Violation(where, Cause.of(e))), Optional.empty());
        }
        List<Violation> found = new ArrayList<>();
        String hash = "%016x".formatted(network.network().hash());
        if (!hash.equals(best.start().networkHash())) {
            found.add(new Violation(
                    where,
                    "It is the network %s, and the trial trained %s"
                            .formatted(hash, best.start().networkHash())));
        }
        DistributedEvaluation evaluation;
        try (JavaSparkContext context = SparkVerification.open()) {
            evaluation = DistributedEvaluation.of(context, settings, network);
        }
        compare(where, evaluation, best.epochs(), claim, found);
        return new ModelVerification(found, Optional.of(evaluation));
    }

    /** What the model makes of the images, in words; nothing if it could not be asked. */
    public Optional<String> sentence() {
        return evaluation.map(result -> "The model was evaluated again: %,d of %,d validation images right, %.2f %%."
                .formatted(result.right(), result.images(), 100 * result.accuracy()));
    }

    private static Settings located(History history, Optional<String> data) throws InvalidSettingsException {
        Settings settings = Settings.parse(history.latestAttempt().settings().toString());
        // Where this machine writes is not for a stranger to say.
        String cache = new SettingsLoader(null).load(null, List.of()).data().cacheDirectory();
        return settings.withData(settings.data().at(data.orElse(settings.data().location()), cache));
    }

    private static void compare(
            String where,
            DistributedEvaluation evaluation,
            List<EpochFinished> epochs,
            Claim claim,
            List<Violation> found) {
        long validated = epochs.get(0).imagesValidated();
        if (evaluation.images() != validated) {
            found.add(new Violation(
                    where,
                    "It was validated on %d images, and the data set has %d"
                            .formatted(validated, evaluation.images())));
        }
        double rounding = Math.max(ROUNDING * evaluation.images(), 1);
        if (Math.abs(evaluation.right() - claim.accuracy() * evaluation.images()) > rounding) {
            found.add(new Violation(
                    where,
                    "It classifies %d of %d images rightly, %.2f %%, and the history says %.2f %%"
                            .formatted(
                                    evaluation.right(),
                                    evaluation.images(),
                                    100 * evaluation.accuracy(),
                                    100 * claim.accuracy())));
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.aiperf.submission;

import java.io.IOException;
import java.util.function.Consumer;
import org.aiperf.foreign.Cause;
import org.aiperf.history.History;
import org.aiperf.history.ModelStore;
import org.aiperf.history.TrialHistory;
import org.aiperf.network.Network;

/**
 * A submission carries the model of its best trial, so that its accuracy can be checked; each model that it carries has
 * the network of its trial, and is the one whose SHA-256 the history fixed.
 */
final class ModelCheck {

    private static final String DIRECTORY = "models/";
    private static final String ENDING = ".model";

    private ModelCheck() {}

    static void find(Submission submission, History history, String best, Consumer<Violation> found) {
        String wanted = DIRECTORY + best + ENDING;
        if (!best.isEmpty() && !submission.files().containsKey(wanted)) {
            found.accept(new Violation(
                    wanted, "The model of the best trial is missing, so that nobody can check its accuracy"));
        }
        ModelStore models = new ModelStore(submission.run());
        for (TrialHistory trial : history.trials()) {
            String file = DIRECTORY + trial.start().trial() + ENDING;
            Manifest.Content content = submission.files().get(file);
            if (content != null) {
                fits(models, trial, file, content, found);
            }
        }
    }

    private static void fits(
            ModelStore models, TrialHistory trial, String file, Manifest.Content content, Consumer<Violation> found) {
        try {
            Network network = models.load(trial.start().trial()).network().network();
            if (!network.equals(trial.start().network().unpack())) {
                found.accept(new Violation(file, "Its network is not the one that its trial trained"));
            }
        } catch (IOException e) {
            found.accept(new Violation(file, "It cannot be read: " + Cause.of(e)));
        }
        String fixed = trial.end() == null ? null : trial.end().model();
        if (fixed != null && !fixed.equals(content.sha256())) {
            found.accept(new Violation(
                    file,
                    "It is not the model that the trial left: SHA-256 %s, not %s".formatted(content.sha256(), fixed)));
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.aiperf.report;

import java.util.Arrays;
import java.util.List;
import org.aiperf.history.TrialHistory;

/** What differs from trial to trial and may explain its accuracy. */
public enum Factor {
    LEARNING_RATE("learning rate"),
    BATCH_SIZE("batch size"),
    DROPOUT_RATE("dropout rate"),
    KERNEL_SIZE("kernel size"),
    LAYERS("layers"),
    PARAMETERS("parameters"),
    EPOCHS("epochs");

    private final String label;

    Factor(String label) {
        this.label = label;
    }

    /** Those that are not the same in all of some trials. */
    static List<Factor> varying(List<TrialHistory> trials) {
        return Arrays.stream(values())
                .filter(factor ->
                        trials.stream().mapToDouble(factor::of).anyMatch(value -> value != factor.of(trials.get(0))))
                .toList();
    }

    /** As a report calls it. */
    public String label() {
        return label;
    }

    /** Its value in a trial. */
    public double of(TrialHistory trial) {
        return switch (this) {
            case LEARNING_RATE -> trial.start().hyperparameters().learningRate();
            case BATCH_SIZE -> trial.start().hyperparameters().batchSize();
            case DROPOUT_RATE -> trial.start().hyperparameters().dropoutRate();
            case KERNEL_SIZE -> trial.start().hyperparameters().kernelSize();
            case LAYERS -> trial.start().network().layers();
            case PARAMETERS -> trial.start().network().parameters();
            case EPOCHS -> trial.epochs().size();
        };
    }
}

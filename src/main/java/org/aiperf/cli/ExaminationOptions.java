// SPDX-License-Identifier: Apache-2.0
package org.aiperf.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.aiperf.config.InvalidSettingsException;
import org.aiperf.config.Rules;
import org.aiperf.config.Settings;
import org.aiperf.config.SettingsLoader;
import org.aiperf.config.TrainingSettings.Backend;
import org.aiperf.device.DeviceSet;
import org.aiperf.submission.Examiner;
import org.aiperf.submission.Examiner.Answered;
import org.aiperf.submission.Receipts;
import org.aiperf.submission.Replay.Means;
import org.aiperf.training.choice.BackendChoice;
import org.aiperf.training.choice.Libraries;
import org.aiperf.unit.Precision;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** How submissions are examined: what {@code verify} and {@code leaderboard} have in common. */
final class ExaminationOptions {

    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec;

    @Option(
            names = "--data",
            paramLabel = "PLACE",
            description = "Where your own copy of the data set is; default: the one that ships with AIPerf.")
    private @Nullable String data;

    @Option(
            names = "--rules",
            paramLabel = "FILE",
            description = "Rules of the closed division, instead of those that ship with AIPerf.")
    private @Nullable Path rules;

    @Option(
            names = "--replay",
            paramLabel = "N",
            converter = PositiveInteger.class,
            description = "Train the first steps of N trials again, here, and compare their losses.")
    private int replay;

    @Option(names = "--whole", description = "With --replay or --answer: train these trials to their end.")
    private boolean whole;

    @Option(
            names = "--backend",
            defaultValue = "AUTO",
            description =
                    "Library to train again with: DL4J or LIBTORCH; default: the run's own, if this build has it.")
    private Backend backend;

    @Option(
            names = "--precision",
            paramLabel = "P",
            description = "Arithmetic to train again in, such as FP32; default: the run's own, if this machine has it.")
    private @Nullable Precision precision;

    @Option(
            names = "--replay-seed",
            paramLabel = "S",
            description = "Chooses the trials to replay; default: a number that nobody can guess.")
    private @Nullable Long seed;

    @Option(
            names = "--receipts",
            paramLabel = "FILE",
            description = "Lines TIME,HEAD: the receipts that owners handed in, with your own times.")
    private @Nullable Path receipts;

    Optional<String> data() {
        return Optional.ofNullable(data);
    }

    /**
     * The examiner that these options describe.
     *
     * @param model whether it asks the best models again
     */
    Examiner examiner(Optional<PublicKey> signer, Optional<Answered> answered, boolean model)
            throws IOException, InvalidSettingsException {
        if (backend != Backend.AUTO || precision != null) {
            requireOffered();
        }
        return new Examiner(
                rules == null ? Rules.shipped() : List.of(Rules.read(rules)),
                signer,
                receipts == null ? Optional.empty() : Optional.of(Receipts.read(receipts)),
                data(),
                model,
                replay,
                whole,
                Optional.ofNullable(seed).orElseGet(() -> new SecureRandom().nextLong()),
                answered,
                this::means,
                new SettingsLoader(null).load(null, List.of()).data().cache(),
                Instant.now());
    }

    /** Refuses a library that this build, or arithmetic that this machine has not, before a submission is blamed for it. */
    private void requireOffered() {
        BackendChoice choice = new BackendChoice(backend, 0, Libraries.present());
        Optional<Precision> asked = Optional.ofNullable(precision);
        choice.problem(asked).or(() -> choice.processorProblem(asked)).ifPresent(problem -> {
            throw new ParameterException(spec.commandLine(), problem);
        });
    }

    /** The library asked for, else the run's own where this build has it, else any; on the CPU, or on a GPU if it is built for these. */
    private Means means(Settings settings) {
        Libraries present = Libraries.present();
        Optional<Precision> arithmetic = Optional.ofNullable(precision);
        return Stream.of(backend, settings.training().backend(), Backend.AUTO)
                .skip(backend == Backend.AUTO ? 1 : 0)
                .map(each -> new BackendChoice(each, 0, present))
                .filter(choice -> choice.problem(Optional.empty()).isEmpty())
                .findFirst()
                .map(choice -> new Means(choice.trainer(1), new DeviceSet(List.of()), arithmetic))
                .orElseGet(() -> new Means(
                        new BackendChoice(Backend.AUTO, 1, present).trainer(1), new DeviceSet(List.of(0)), arithmetic));
    }
}

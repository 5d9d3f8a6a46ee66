// SPDX-License-Identifier: Apache-2.0
package org.aiperf.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.aiperf.config.InvalidSettingsException;
import org.aiperf.foreign.Cause;
import org.aiperf.foreign.Scratch;
import org.aiperf.history.RunDirectory;
import org.aiperf.model.BestModel;
import org.aiperf.model.Classifier;
import org.aiperf.model.Classifier.Classification;
import org.aiperf.model.Classifier.Prediction;
import org.aiperf.model.ModelCard;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Classifies images. */
@Command(
        name = "predict",
        description = {
            "Classifies images by the best model of a run.",
            "Images are treated as validation images were treated in training."
        },
        mixinStandardHelpOptions = true)
final class PredictCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Parameters(
            index = "0",
            paramLabel = "MODEL",
            description = "A " + BestModel.DL4J + ", or a run that has one, as a directory or a name below runs/.")
    private String model;

    @Parameters(index = "1..*", arity = "1..*", paramLabel = "IMAGE", description = "JPEG or PNG files of any size.")
    private List<Path> images = new ArrayList<>();

    @Option(names = "--top", paramLabel = "N", defaultValue = "5", description = "Classes to name; default 5.")
    private int top;

    @Mixin
    private OutputOptions output;

    @Override
    public Integer call() throws InvalidSettingsException {
        if (top < 1) {
            throw new UsageException("--top " + top + " names no class; give 1 or more");
        }
        try (Scratch directory = Scratch.create();
                Classifier classifier = open(directory.path())) {
            Map<String, Object> found = new LinkedHashMap<>();
            for (Path image : images) {
                classify(classifier, image).ifPresent(each -> found.put(image.toString(), each));
            }
            output.result(found);
            return found.size() == images.stream().distinct().count() ? ExitCode.OK : ExitCode.USAGE;
        } catch (IOException e) {
            throw new UsageException(e);
        }
    }

    /** An image that cannot be used costs itself only. */
    private Optional<Classification> classify(Classifier classifier, Path image) {
        Classification found;
        try {
            found = classifier.classify(image, top);
        } catch (IOException e) {
            spec.commandLine().getErr().println("aiperf: " + Cause.of(e));
            return Optional.empty();
        }
        PrintWriter out = output.words();
        out.println(image);
        if (found.resized()) {
            ModelCard card = classifier.card();
            out.printf(
                    "  resized and cropped to %d x %d, the size that the model was trained on%n",
                    card.height(), card.width());
        }
        for (Prediction prediction : found.predictions()) {
            out.printf("  %6.2f %%  %s%n", 100 * prediction.probability(), prediction.name());
        }
        out.flush();
        return Optional.of(found);
    }

    /** The model, from a local copy where it lies in a run. */
    private Classifier open(Path directory) throws IOException, InvalidSettingsException {
        Path given = Path.of(model);
        if (Files.isRegularFile(given)) {
            return Classifier.open(given, model);
        }
        RunDirectory run = RecordedRun.directory(model);
        Path copy = directory.resolve(BestModel.DL4J);
        try (InputStream in = run.open(BestModel.DL4J)) {
            Files.copy(in, copy);
        } catch (IOException e) {
            throw new IOException(
                    "The run %s has no %s; submit/aiperf export %s writes it"
                            .formatted(run.name(), BestModel.DL4J, model),
                    e);
        }
        return Classifier.open(copy, model + "/" + BestModel.DL4J);
    }
}

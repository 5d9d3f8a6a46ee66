// SPDX-License-Identifier: Apache-2.0
package org.aiperf.simulation;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.aiperf.history.History;
import org.aiperf.history.TrialEnded;
import org.aiperf.history.TrialHistory;
import org.aiperf.report.RegressionForest;
import org.aiperf.search.morph.Morph;
import org.aiperf.search.morph.MorphKind;
import org.aiperf.search.morph.MorphText;

/**
 * What trials of real runs reached, as a table: the run, the {@link AttemptFeatures}, the accuracy.
 *
 * @param rows one for each finished trial
 */
public record RecordedTrials(List<Row> rows) {

    private static final String RESOURCE = "/org/aiperf/simulation/trials.csv";

    /** Of which run a trial was, its features, and its accuracy. */
    @SuppressWarnings("ArrayRecordComponent") // Made and read here; never compared.
    public record Row(String run, double[] features, double accuracy) {}

    public RecordedTrials {
        rows = List.copyOf(rows);
    }

    /** Those that ship with the application. */
    static RecordedTrials packaged() {
        try (InputStream in = Objects.requireNonNull(RecordedTrials.class.getResourceAsStream(RESOURCE), RESOURCE)) {
            return read(new String(in.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read the recorded trials", e);
        }
    }

    /** The finished trials of runs by their names. */
    public static RecordedTrials of(Map<String, History> runs) {
        List<Row> rows = new ArrayList<>();
        runs.forEach((run, history) -> {
            Map<String, Attempt.Reached> reached = new HashMap<>();
            for (TrialHistory trial : history.trials()) {
                if (trial.ended(TrialEnded.State.FINISHED) && trial.accuracy().isPresent()) {
                    double accuracy = trial.accuracy().getAsDouble();
                    Attempt attempt = new Attempt(
                            trial.start().unpacked(),
                            kinds(trial.start().morphs()),
                            trial.epochs().size(),
                            trial.parent()
                                    .map(parent -> reached.get(parent.start().trial()))
                                    .orElse(null));
                    reached.put(trial.start().trial(), new Attempt.Reached(attempt, accuracy));
                    rows.add(new Row(run, AttemptFeatures.of(attempt), accuracy));
                }
            }
        });
        return new RecordedTrials(rows);
    }

    private static Set<MorphKind> kinds(List<String> morphs) {
        return morphs.stream()
                .map(MorphText::parse)
                .map(Morph::kind)
                .collect(Collectors.toCollection(() -> EnumSet.noneOf(MorphKind.class)));
    }

    /** The table as text. */
    public String text() {
        StringBuilder text = new StringBuilder("run,")
                .append(String.join(",", AttemptFeatures.names()))
                .append(",accuracy\n");
        for (Row row : rows) {
            text.append(row.run());
            Arrays.stream(row.features()).forEach(f -> text.append(',').append(number(f)));
            text.append(',').append(number(row.accuracy())).append('\n');
        }
        return text.toString();
    }

    private static String number(double value) {
        return value == Math.rint(value) ? Long.toString((long) value) : String.format(Locale.ROOT, "%.4f", value);
    }

    private static RecordedTrials read(String text) {
        return new RecordedTrials(text.lines()
                .skip(1)
                .map(line -> line.split(","))
                .map(cells -> new Row(
                        cells[0],
                        Arrays.stream(cells, 1, cells.length - 1)
                                .mapToDouble(Double::parseDouble)
                                .toArray(),
                        Double.parseDouble(cells[cells.length - 1])))
                .toList());
    }

    /** Number of runs. */
    public int runs() {
        return (int) rows.stream().map(Row::run).distinct().count();
    }

    RegressionForest forest(long seed) {
        return new RegressionForest(
                rows.stream().map(Row::features).toArray(double[][]::new),
                rows.stream().mapToDouble(Row::accuracy).toArray(),
                seed);
    }

    /**
     * How far predictions are from the accuracies of a run that they were not learned from: the root of the mean square,
     * over all runs; NaN if there are fewer than two.
     */
    public double heldOutError() {
        double squares = 0;
        Set<String> names = rows.stream().map(Row::run).collect(Collectors.toSet());
        for (String run : names) {
            List<Row> others =
                    rows.stream().filter(row -> !row.run().equals(run)).toList();
            if (others.isEmpty()) {
                return Double.NaN;
            }
            RegressionForest forest = new RecordedTrials(others).forest(1);
            squares += rows.stream()
                    .filter(row -> row.run().equals(run))
                    .mapToDouble(row -> Math.pow(forest.at(row.features()) - row.accuracy(), 2))
                    .sum();
        }
        return Math.sqrt(squares / rows.size());
    }

    /** The standard deviation of all accuracies, to hold the error against. */
    public double deviation() {
        double mean = rows.stream().mapToDouble(Row::accuracy).average().orElse(0);
        return Math.sqrt(rows.stream()
                .mapToDouble(row -> Math.pow(row.accuracy() - mean, 2))
                .average()
                .orElse(0));
    }
}

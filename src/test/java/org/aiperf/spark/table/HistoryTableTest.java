// SPDX-License-Identifier: Apache-2.0
package org.aiperf.spark.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.offset;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.aiperf.config.Settings;
import org.aiperf.history.History;
import org.aiperf.history.NoSuchRunException;
import org.aiperf.history.RunDirectory;
import org.aiperf.history.SampleHistory;
import org.aiperf.report.RunSummary;
import org.aiperf.spark.table.HistoryExport.Existing;
import org.apache.spark.api.java.function.FilterFunction;
import org.apache.spark.api.java.function.MapFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@TestInstance(Lifecycle.PER_CLASS)
class HistoryTableTest {

    private final Path runs;
    private final RunDirectory run;
    private final SparkSession spark;
    private final HistoryTable table;

    HistoryTableTest(@TempDir Path directory) throws IOException {
        runs = directory.resolve("runs");
        run = SampleHistory.write(runs.resolve("b"));
        SampleHistory.write(runs.resolve("a"));
        spark = SparkSession.builder()
                .master("local[2]")
                .config("spark.ui.enabled", false)
                .config("spark.sql.session.timeZone", "UTC")
                .getOrCreate();
        table = HistoryTable.open(spark, run.location());
    }

    @AfterAll
    void stop() {
        spark.stop();
    }

    @Test
    void figuresAreThoseOfTheReport() throws Exception {
        History history = History.read(run);
        RunSummary summary = RunSummary.of(
                history, Settings.parse(history.latestAttempt().settings().toString()));
        RunRow row = table.runs().first();

        assertThat(row.run()).isEqualTo("b");
        assertThat(row.score())
                .isEqualTo(summary.headline().point().orElseThrow().score().perSecond());
        assertThat(row.v1Score())
                .isEqualTo(summary.other().point().orElseThrow().score().perSecond());
        assertThat(row.regulatedScore())
                .isEqualTo(summary.headline().point().orElseThrow().regulated().perSecond());
        assertThat(row.accuracy()).isEqualTo(summary.best().orElseThrow().accuracy());
        assertThat(row.verdict()).isEqualTo(summary.verdict().toString());
        assertThat(row.slotUse()).isEqualTo(summary.time().use());
        assertThat(row.trials()).isEqualTo(12);
        assertThat(List.of(row.finished(), row.failed(), row.cut()))
                .containsExactly(
                        summary.trials().finished(),
                        summary.trials().failed(),
                        summary.trials().cut());
    }

    @Test
    void sqlOverTheEpochsGivesTheScoreAgain() {
        table.createViews();
        Row counted = spark.sql(
                        "SELECT sum(fixedOperations) / first(scoredSeconds), max(epochs.accuracy), count(*) FROM epochs JOIN runs USING (run)")
                .first();
        RunRow row = table.runs().first();

        assertThat(counted.getDouble(0)).isEqualTo(Objects.requireNonNull(row.score()), offset(row.score() * 1e-12));
        assertThat(counted.getDouble(1)).isEqualTo(row.accuracy());
        assertThat(counted.getLong(2))
                .isEqualTo(spark.sql("SELECT sum(epochs) FROM trials").first().getLong(0));
    }

    @Test
    void rowsAreRecordsAgainBehindAnOperation() {
        List<TrialRow> rows = table.trials().collectAsList();
        List<TrialRow> failed = table.trials()
                .filter((FilterFunction<TrialRow>) trial -> trial.state().equals("failed"))
                .collectAsList();
        List<String> parents = table.trials()
                .filter((FilterFunction<TrialRow>) trial -> trial.gain() != null)
                .map((MapFunction<TrialRow, String>) TrialRow::parent, Encoders.STRING())
                .collectAsList();

        assertThat(rows).hasSize(12);
        assertThat(failed).singleElement().satisfies(trial -> {
            assertThat(trial.accuracy()).isNull();
            assertThat(trial.reason()).contains("not a number");
            assertThat(rows).contains(trial);
        });
        assertThat(parents).isNotEmpty().doesNotContainNull();
    }

    @Test
    void morphsLeadFromParentToChild() {
        Map<String, TrialRow> trials =
                table.trials().collectAsList().stream().collect(Collectors.toMap(TrialRow::trial, trial -> trial));
        List<MorphRow> morphs = table.morphs().collectAsList();

        assertThat(morphs).isNotEmpty().allSatisfy(morph -> {
            TrialRow child = Objects.requireNonNull(trials.get(morph.trial()));
            assertThat(morph.kind()).isEqualTo("deepen");
            assertThat(child.morphs().split(" ")).hasSize(morph.steps()).contains(morph.morph());
            assertThat(morph.gain()).isEqualTo(child.gain());
        });
        assertThat(trials.values()).filteredOn(trial -> trial.parent() != null).allSatisfy(trial -> {
            assertThat(trial.parentDistance()).isPositive();
            assertThat(trial.generation())
                    .isEqualTo(1
                            + Objects.requireNonNull(trials.get(trial.parent())).generation());
        });
    }

    @Test
    void utilisationIsThatOfTheExecutorsOverTime() {
        List<UseRow> rows = table.utilisation().collectAsList();

        assertThat(rows).hasSize(60).allSatisfy(row -> {
            assertThat(row.executors()).isEqualTo(1);
            assertThat(row.cpu()).isEqualTo(0.75);
            assertThat(row.gpuWatts()).isEqualTo(250);
            assertThat(row.start()).isBefore(row.end());
        });
        assertThat(rows.get(0).gpu()).isEqualTo(0.55);
        assertThat(rows.get(59).gpu()).isEqualTo(0.75);
    }

    @Test
    void everyPairHasADistance() {
        List<DistanceRow> rows = table.distances().collectAsList();
        Map<String, Double> parentDistances = table.trials().collectAsList().stream()
                .filter(trial -> trial.parentDistance() != null)
                .collect(Collectors.toMap(
                        trial -> trial.trial() + " " + trial.parent(),
                        trial -> Objects.requireNonNull(trial.parentDistance())));

        assertThat(rows).hasSize(12 * 11 / 2);
        assertThat(rows)
                .filteredOn(row -> parentDistances.containsKey(row.trial() + " " + row.other()))
                .hasSize(parentDistances.size())
                .allSatisfy(row ->
                        assertThat(row.distance()).isEqualTo(parentDistances.get(row.trial() + " " + row.other())));
    }

    @Test
    void aDirectoryOfRunsIsOpenedWhole() throws IOException {
        HistoryTable both = HistoryTable.open(spark, runs.toString());

        assertThat(both.runs().collectAsList()).extracting(RunRow::run).containsExactly("a", "b");
        assertThat(both.trials().groupBy("run").count().count()).isEqualTo(2);
        assertThatThrownBy(
                        () -> HistoryTable.open(spark, runs.resolve("b/history").toString()))
                .isInstanceOf(NoSuchRunException.class)
                .hasMessageContaining("b/history");
    }

    /** The runs of others lie in the same directory. */
    @Test
    void aRunThatCannotBeReadIsLeftOut(@TempDir Path directory) throws IOException {
        SampleHistory.write(directory.resolve("good"));
        SampleHistory.write(directory.resolve("bad"));
        Files.writeString(directory.resolve("bad/history/attempt-0001.jsonl"), "{}\n");

        assertThat(HistoryTable.open(spark, directory.toString()).runs().collectAsList())
                .extracting(RunRow::run)
                .containsExactly("good");
        assertThatThrownBy(
                        () -> HistoryTable.open(spark, directory.resolve("bad").toString()))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("line 1");
    }

    @ParameterizedTest
    @EnumSource(ExportFormat.class)
    void anExportHoldsTheTables(ExportFormat format, @TempDir Path directory) throws IOException {
        String output = directory.resolve("out").toString();
        HistoryExport export = new HistoryExport(format, Existing.KEPT);
        List<String> files = export.write(spark, run.location(), output);
        StructType schema = table.trials().schema();
        Dataset<Row> trials =
                switch (format) {
                    case PARQUET -> spark.read().parquet(files.get(1));
                    case CSV ->
                        spark.read()
                                .option("header", true)
                                .option("escape", "\"")
                                .schema(schema)
                                .csv(files.get(1));
                    case JSON -> spark.read().schema(schema).json(files.get(1));
                };

        assertThat(files)
                .extracting(file -> Path.of(file).getFileName().toString())
                .containsExactly(Stream.of("runs", "trials", "epochs", "morphs", "utilisation")
                        .map(name -> name + "." + format.extension())
                        .toArray(String[]::new));
        assertThat(directory.resolve("out").toFile().list()).hasSize(5);
        assertThat(trials.as(RecordEncoder.of(TrialRow.class)).collectAsList())
                .usingRecursiveComparison()
                .withComparatorForType(
                        (a, b) -> Objects.toString(a, "").compareTo(Objects.toString(b, "")), String.class)
                .isEqualTo(table.trials().collectAsList());
        assertThatThrownBy(() -> export.write(spark, run.location(), output))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("runs." + format.extension() + " exists already");
        assertThat(new HistoryExport(format, Existing.REPLACED).write(spark, run.location(), output))
                .isEqualTo(files);
    }

    @Test
    void anExportThatCannotBeWrittenSaysWhere() throws IOException {
        HistoryExport export = new HistoryExport(ExportFormat.CSV, Existing.KEPT);
        Path file = Files.writeString(runs.resolve("file"), "");

        assertThatThrownBy(() -> export.write(spark, run.location(), file.toString()))
                .isInstanceOf(IOException.class)
                .hasMessageContaining(file.toString());
    }

    @Test
    void theListOfColumnsIsThatOfTheTables() throws IOException {
        assertThat(Files.readString(Path.of("notebooks/columns.md")))
                .as("submit/aiperf history columns > notebooks/columns.md")
                .isEqualTo(ColumnList.markdown());
        for (StructField field : table.trials().schema().fields()) {
            assertThat(ColumnList.markdown())
                    .contains(field.name())
                    .contains(field.getComment().get().replaceAll(" \\[.*", ""));
        }
    }
}

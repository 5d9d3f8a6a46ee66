// SPDX-License-Identifier: Apache-2.0
package org.aiperf.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.aiperf.dataset.TfRecordReader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files for other tools; ci/trackers.py reads them back by these tools' own packages. */
class TrackingFilesTest {

    private final Path directory;

    TrackingFilesTest(@TempDir Path directory) {
        this.directory = directory;
    }

    @Test
    void eventsAreRecordsOfTheEpochs() throws IOException {
        TensorBoardLog.write(RunSummaryTest.FINISHED, directory.resolve("tb"));

        assertThat(directory.resolve("tb")).isDirectoryContaining(path -> path.endsWith("run"));
        Path file = only(directory.resolve("tb/t0"));
        assertThat(file.getFileName().toString()).matches("events\\.out\\.tfevents\\.\\d{10}\\.aiperf");
        byte[] content = Files.readAllBytes(file);
        assertThat(new String(content, StandardCharsets.ISO_8859_1))
                .contains("brain.Event:2")
                .containsPattern("(?s)validation accuracy.*validation accuracy");
        assertThat(TfRecordReader.LONGEST_RECORD).isGreaterThan(content.length);
    }

    @Test
    void eachTrialIsARunOfAnExperiment() throws IOException {
        MlflowStore.write(RunSummaryTest.FINISHED, directory.resolve("mlruns"));

        Path experiment = only(directory.resolve("mlruns"));
        assertThat(experiment.resolve("meta.yaml")).content().contains("name: 'small'");
        List<Path> runs;
        try (Stream<Path> all = Files.list(experiment)) {
            runs = all.filter(Files::isDirectory).toList();
        }
        assertThat(runs).hasSize(4);
        Path first = runs.stream()
                .filter(run -> read(run.resolve("tags/mlflow.runName")).equals("t0"))
                .findFirst()
                .orElseThrow();
        assertThat(first.resolve("meta.yaml")).content().contains("status: 3", "run_name: 't0'");
        assertThat(first.resolve("metrics/validation_accuracy")).content().matches("\\d+ 0.5 1\n\\d+ 0.75 2");
        assertThat(first.resolve("params/batch_size")).hasContent("64");
    }

    @Test
    void namesOfAHistoryLeadNowhereElse() {
        assertThat(FileNames.of("../../x")).isEqualTo("_.._.._x");
        assertThat(FileNames.of("000011")).isEqualTo("000011");
    }

    private static Path only(Path place) throws IOException {
        try (Stream<Path> all = Files.list(place)) {
            return all.findFirst().orElseThrow();
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

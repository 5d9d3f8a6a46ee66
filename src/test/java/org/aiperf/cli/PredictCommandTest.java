// SPDX-License-Identifier: Apache-2.0
package org.aiperf.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.aiperf.history.SampleHistory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PredictCommandTest {

    private final Path directory;

    PredictCommandTest(@TempDir Path directory) {
        this.directory = directory;
    }

    @Test
    void saysWhatIsWrongWithAModel() throws Exception {
        Path text = Files.writeString(directory.resolve("text.zip"), "no zip");
        Path foreign = directory.resolve("foreign.zip");
        try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(foreign))) {
            out.putNextEntry(new ZipEntry("configuration.json"));
        }
        Path run = directory.resolve("run");
        SampleHistory.write(run);

        assertThat(refusal(text)).contains("text.zip is no model: it is no whole zip file");
        assertThat(refusal(foreign)).contains("foreign.zip is no model: it has no aiperf.json");
        assertThat(refusal(run)).contains("The run run has no best-model.zip; submit/aiperf export " + run);
        assertThat(refusal(directory.resolve("nothing"))).contains("There is no run");
    }

    private static String refusal(Path model) {
        StringWriter err = new StringWriter();
        int code = Main.execute(
                new PrintWriter(new StringWriter()),
                new PrintWriter(err, true),
                "predict",
                model.toString(),
                "picture.png");
        assertThat(code).isEqualTo(2);
        assertThat(err.toString().lines()).hasSize(1);
        return err.toString();
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.aiperf.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ShownSettingsTest {

    private final SettingsLoader loader = new SettingsLoader(null);
    private final Path file;

    ShownSettingsTest(@TempDir Path directory) {
        this.file = directory.resolve("my.conf");
    }

    @Test
    void whatCameFromTheEnvironmentIsShownByItsName() throws Exception {
        // A variable that every process has.
        String text = "aiperf.data.location = \"s3a://bucket/\"${PATH}/images\naiperf.run.trials = 7";
        Files.writeString(file, text);

        assertThat(loader.load(file.toString(), List.of()).data().location())
                .isEqualTo("s3a://bucket/" + System.getenv("PATH") + "/images");
        Settings shown = loader.shown(file.toString(), List.of());
        assertThat(shown.data().location()).isEqualTo("s3a://bucket/${PATH}/images");
        assertThat(shown.run().trials()).isEqualTo(7);
        assertThat(shown.render()).doesNotContain(System.getenv("PATH"));
        // What is shown can be read, and asks nobody's environment.
        assertThat(Settings.parse(shown.render())).isEqualTo(shown);
    }

    @Test
    void aKeyThatNamesASecretLosesItsValueOnly() throws Exception {
        Settings shown = loader.shown(
                null, List.of("data.location=abfs://c@account/images?sv=1&sig=xyzzy&part=2", "run.seed=3"));
        assertThat(shown.data().location())
                .startsWith("abfs://c@account/images?sv=1&sig=")
                .endsWith("&part=2")
                .doesNotContain("xyzzy");
        assertThat(shown.run().seed()).isEqualTo(3);
    }

    @Test
    void whereRunsLieOnALocalDiskIsNotTold() throws Exception {
        assertThat(directory("/home/me/secret-project/runs")).isEqualTo(".../runs");
        assertThat(directory("file:/home/me/runs")).isEqualTo(".../runs");
        assertThat(directory("file:///home/me/runs/")).isEqualTo(".../runs/");
        assertThat(directory("runs/mine")).isEqualTo("runs/mine");
        assertThat(directory("hdfs://namenode/aiperf/runs")).isEqualTo("hdfs://namenode/aiperf/runs");
    }

    private String directory(String given) throws InvalidSettingsException {
        return loader.shown(null, List.of("run.directory=" + given)).run().directory();
    }

    @Test
    void nothingIsFetchedFromWhereAFileSays() throws IOException {
        for (String include : List.of(
                "url(\"http://127.0.0.1:9/x.conf\")",
                "classpath(\"reference.conf\")",
                "required(url(\"file:///etc/hostname\"))")) {
            Files.writeString(file, "include " + include);
            assertThatThrownBy(() -> loader.load(file.toString(), List.of()))
                    .isInstanceOf(InvalidSettingsException.class)
                    .hasMessageContaining("my.conf: settings are not fetched from elsewhere");
        }
        Files.writeString(file, "include \"http://127.0.0.1:9/x.conf\"");
        assertThatThrownBy(() -> loader.load(file.toString(), List.of())).hasMessageContaining("cannot find the file");
    }

    @Test
    void whatIsNestedTooDeeplyIsASentence() throws IOException {
        for (String text : List.of("a=" + "[".repeat(100_000), "{a:".repeat(100_000), "a=${".repeat(20_000))) {
            Files.writeString(file, text);
            assertThatThrownBy(() -> loader.load(file.toString(), List.of()))
                    .isInstanceOf(InvalidSettingsException.class);
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.aiperf.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.aiperf.config.Settings;
import org.aiperf.config.SettingsLoader;
import org.aiperf.history.RunDirectory;
import org.aiperf.history.SharedDirectory;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PreflightTest {

    private final Path path;

    PreflightTest(@TempDir Path path) {
        this.path = path;
    }

    @Test
    void everySlotLooksAtEverythingAndSaysWhatIsWrong() throws Exception {
        Path file = Files.createFile(path.resolve("file"));
        Settings settings = new SettingsLoader(null)
                .load(
                        null,
                        List.of(
                                "run.concurrency=2",
                                "run.directory=" + file.resolve("runs"),
                                "data.cache-directory=" + path.resolve("cache")));
        Map<String, List<Finding>> findings = new Preflight(settings).look();

        assertThat(findings.keySet())
                .containsExactly(
                        "data and networks",
                        "versions",
                        "clock",
                        "training library",
                        "devices",
                        "matrix product",
                        "data set",
                        "cache directory",
                        "run directory");
        assertThat(findings).allSatisfy((subject, each) -> assertThat(each)
                .hasSize(
                        switch (subject) {
                            case "data and networks" -> 1; // of the driver alone
                            case "run directory" -> 3; // of the driver, too
                            default -> 2;
                        }));
        assertThat(findings.get("devices")).extracting(Finding::detail).containsOnly("cpu");
        assertThat(findings.get("data set")).extracting(Finding::detail).allMatch(detail -> detail.contains("10,000"));
        boolean room = path.toFile().getUsableSpace() >= SlotCheck.LEAST_DISK;
        assertThat(findings).allSatisfy((subject, each) -> assertThat(each)
                .allMatch(finding -> finding.passed()
                        == switch (subject) {
                            case "run directory" -> false;
                            case "cache directory" -> room;
                            default -> true;
                        }));
        assertThat(findings.get("run directory"))
                .allMatch(finding -> finding.detail().contains(file.toString()));
    }

    @Test
    void whatARunRefusesItRefuses() throws Exception {
        Settings settings = new SettingsLoader(null)
                .load(
                        null,
                        List.of(
                                "run.concurrency=1",
                                "run.directory=" + path.resolve("runs"),
                                "data.cache-directory=" + path.resolve("cache"),
                                "search.seed-networks=[resnet-9]"));
        assertThat(new Preflight(settings).look().get("data and networks"))
                .singleElement()
                .satisfies(finding -> {
                    assertThat(finding.passed()).isFalse();
                    assertThat(finding.detail()).contains("resnet-9");
                });
    }

    /** As pods have it that write into themselves: the driver's directory is not theirs. */
    @Test
    void whoeverSeesAnotherDirectoryIsFoundOut() throws Exception {
        RunDirectory driver = RunDirectory.of(path.resolve("of the driver").toString());
        SharedDirectory elsewhere;
        try (SharedDirectory.Probe probe = SharedDirectory.ask(driver)) {
            probe.question().require(new Configuration());
            elsewhere = new SharedDirectory(
                    path.resolve("of an executor").toString(), probe.question().nonce());
        }

        TrialFactory never = (hadoop, executor, cpus) -> {
            throw new AssertionError("Its trials must not begin");
        };
        assertThatThrownBy(() -> new SharedTrials(never, elsewhere).open(new Configuration(), "1", 1))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("another one here than on the driver");
        assertThat(path.resolve("of the driver")).isEmptyDirectory();
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.aiperf.spark;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.aiperf.config.Settings;
import org.aiperf.config.SettingsLoader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
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
                        "versions",
                        "clock",
                        "training library",
                        "devices",
                        "matrix product",
                        "data set",
                        "cache directory",
                        "run directory");
        assertThat(findings.values()).allMatch(each -> each.size() == 2);
        assertThat(findings.get("devices")).extracting(Finding::detail).containsOnly("cpu");
        assertThat(findings.get("data set")).extracting(Finding::detail).allMatch(detail -> detail.contains("10,000"));
        assertThat(findings).allSatisfy((subject, each) -> assertThat(each)
                .allMatch(finding -> finding.passed() != subject.equals("run directory")));
        assertThat(findings.get("run directory"))
                .allMatch(finding -> finding.detail().contains(file.toString()));
    }
}

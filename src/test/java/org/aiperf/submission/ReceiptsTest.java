// SPDX-License-Identifier: Apache-2.0
package org.aiperf.submission;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.aiperf.history.History;
import org.aiperf.history.RunDirectory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReceiptsTest {

    private final Path temporary;

    ReceiptsTest(@TempDir Path temporary) {
        this.temporary = temporary;
    }

    @Test
    void promptReceiptsBoundTheLengthOfARun() throws Exception {
        assertThat(bound(0, 0, 20)).containsExactly("true");
        assertThat(bound(0, 600, 620))
                .singleElement()
                .asString()
                .contains("By the organiser's clock", "by the history");
        assertThat(bound(0, -600, -580)).asString().contains("It fixes a record of", "s later");
    }

    @Test
    void receiptsOfOtherRunsSayNothing() throws Exception {
        RunDirectory run = Forgery.ofHonestRun().packing(temporary).run();
        Path file = Files.writeString(temporary.resolve("r.csv"), "time,head\n2026-11-29T12:00:00Z," + "0".repeat(64));
        List<Violation> found = new ArrayList<>();

        assertThat(Receipts.read(file).bound(run, History.read(run), found::add))
                .isFalse();
        assertThat(found).isEmpty();
        Files.writeString(file, "time,head\nyesterday,abc\n");
        assertThatThrownBy(() -> Receipts.read(file)).hasMessageContaining("r.csv, line 2: expected a time such as");
    }

    /** Receipts of the first and the last record, so many seconds after these. */
    private List<String> bound(long first, long last, long end) throws Exception {
        RunDirectory run = Forgery.ofHonestRun()
                .packing(Files.createTempDirectory(temporary, "run"))
                .run();
        List<Map.Entry<String, Long>> heads = new ArrayList<>(History.heads(run).entrySet());
        Path file = Files.writeString(
                temporary.resolve("receipts.csv"),
                line(heads.get(0), first)
                        + line(heads.get(heads.size() / 2), last)
                        + line(heads.get(heads.size() - 1), end));
        List<Violation> found = new ArrayList<>();
        boolean bounds = Receipts.read(file).bound(run, History.read(run), found::add);
        return found.isEmpty()
                ? List.of(Boolean.toString(bounds))
                : found.stream().map(Violation::toString).toList();
    }

    private static String line(Map.Entry<String, Long> head, long seconds) throws IOException {
        return Instant.ofEpochMilli(head.getValue()).plusSeconds(seconds) + "," + head.getKey() + "\n";
    }
}

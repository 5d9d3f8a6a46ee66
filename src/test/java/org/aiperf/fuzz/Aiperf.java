// SPDX-License-Identifier: Apache-2.0
package org.aiperf.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.aiperf.cli.InProcess;

/** The command as a user starts it, and what he may see of a stranger's file. */
final class Aiperf {

    private Aiperf() {}

    /** Runs a command and fails unless it ends in one of three codes and with one sentence at most. */
    static void run(String... arguments) {
        InProcess.Outcome outcome = InProcess.run(arguments);
        assertThat(outcome.code()).as(outcome.err()).isBetween(0, 2);
        assertThat(outcome.err().lines()).hasSizeLessThanOrEqualTo(1);
        assertThat(outcome.err()).doesNotContain("Unexpected failure").hasSizeLessThan(5_000);
        assertThat((outcome.out() + outcome.err()).chars())
                .noneMatch(each -> each != '\n' && (Character.isISOControl(each) || each == 0x202e));
        assertThat(outcome.out()).hasSizeLessThan(200_000);
    }

    static void run(List<String> words, Path... files) throws IOException {
        String[] arguments = new String[words.size() + files.length];
        for (int i = 0; i < arguments.length; i++) {
            arguments[i] = i < words.size() ? words.get(i) : files[i - words.size()].toString();
        }
        run(arguments);
    }
}

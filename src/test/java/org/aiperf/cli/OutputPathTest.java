// SPDX-License-Identifier: Apache-2.0
package org.aiperf.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class OutputPathTest {

    /** Never into the directory that the command was called in, which is often a checkout. */
    @Test
    void whatIsMadeLiesBelowTheRunsUnlessTold() throws Exception {
        assertThat(OutputPath.of(null, "x.zip")).isEqualTo(Path.of("runs/x.zip"));
        assertThat(OutputPath.of(Path.of("/tmp/y.zip"), "x.zip")).isEqualTo(Path.of("/tmp/y.zip"));
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.aiperf.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Properties;
import org.junit.jupiter.api.Test;

class VersionTest {

    @Test
    void namesTheCommitAndWhetherItWasChanged() {
        Properties git = new Properties();
        assertThat(Version.state(git)).isEmpty();

        git.setProperty("git.commit.id.abbrev", "1a2b3c4");
        assertThat(Version.state(git)).isEqualTo(", commit 1a2b3c4");

        git.setProperty("git.dirty", "true");
        assertThat(Version.state(git)).isEqualTo(", commit 1a2b3c4 with changes");
    }
}

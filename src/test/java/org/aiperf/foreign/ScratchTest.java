// SPDX-License-Identifier: Apache-2.0
package org.aiperf.foreign;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ScratchTest {

    private final Path temporary;

    ScratchTest(@TempDir Path temporary) {
        this.temporary = temporary;
    }

    @Test
    void nothingIsLeft() throws Exception {
        Path path;
        try (Scratch scratch = Scratch.in(temporary);
                Scratch part = Scratch.within(scratch.path())) {
            path = scratch.path();
            Files.createDirectories(part.path().resolve("a/b"));
            Files.writeString(part.path().resolve("a/b/c"), "text");
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path)))
                    .isEqualTo("rwx------");
        }
        assertThat(path).doesNotExist();
        assertThat(temporary).isEmptyDirectory();
    }

    @Test
    void whatAKilledProcessLeftIsGoneAtTheNextStart() throws Exception {
        Process killed = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        ScratchHolder.class.getName(),
                        temporary.toString())
                .start();
        String line = killed.inputReader().readLine();
        Path left = Path.of(line);
        try (Scratch other = Scratch.in(temporary)) {
            assertThat(left.resolve("content")).exists();
            killed.destroyForcibly();
            killed.waitFor();
            assertThat(left.resolve("content")).exists();

            Scratch.sweep(temporary);

            assertThat(left).doesNotExist();
            assertThat(other.path()).exists();
        }
    }

    /** Somebody else's name for a place of ours. */
    @Test
    void aLinkIsNotFollowed() throws Exception {
        Path elsewhere = Files.createDirectory(temporary.resolve("elsewhere"));
        Files.writeString(elsewhere.resolve(".lock"), "");
        Files.createSymbolicLink(temporary.resolve("aiperf-scratch-1"), elsewhere);

        Scratch.sweep(temporary);

        assertThat(elsewhere.resolve(".lock")).exists();
    }
}

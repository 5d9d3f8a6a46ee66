// SPDX-License-Identifier: Apache-2.0
package org.aiperf.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.aiperf.config.InvalidSettingsException;
import org.jspecify.annotations.Nullable;

/** Where a command writes what it makes: as the user says, else below the directory of runs, beside what it was made of. */
final class OutputPath {

    private OutputPath() {}

    /**
     * The place to write to; the directory that it is in is there.
     *
     * @param given by the user; null if nothing was said
     * @param name of the file or directory otherwise
     */
    static Path of(@Nullable Path given, String name) throws IOException, InvalidSettingsException {
        if (given != null) {
            return given;
        }
        return Files.createDirectories(Path.of(RecordedRun.runs())).resolve(name);
    }
}

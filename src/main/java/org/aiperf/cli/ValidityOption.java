// SPDX-License-Identifier: Apache-2.0
package org.aiperf.cli;

import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Option;

/** Lets a script tell a valid result from others. */
final class ValidityOption {

    /** What ends with it is a run that did its work, and no result. */
    static final int NOT_VALID = 3;

    @Option(names = "--require-valid", description = "End with exit code " + NOT_VALID + " if the result is NOT VALID.")
    private boolean required;

    /** The exit code of a command that did its work. */
    int code(boolean valid) {
        return valid || !required ? ExitCode.OK : NOT_VALID;
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.aiperf.device;

import java.util.List;
import java.util.Optional;

/** Runs programs of the machine for what they print. Thread-safe. */
@FunctionalInterface
public interface Commands {

    /**
     * What a program prints; nothing if it is not there, fails, or takes too long.
     *
     * @param command the program and its arguments
     */
    Optional<String> output(List<String> command);
}

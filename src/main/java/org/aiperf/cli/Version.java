// SPDX-License-Identifier: Apache-2.0
package org.aiperf.cli;

import java.util.Optional;
import picocli.CommandLine.IVersionProvider;

/** The version in the manifest of the jar, which the build wrote. */
final class Version implements IVersionProvider {

    @Override
    public String[] getVersion() {
        return new String[] {"aiperf " + number()};
    }

    /** The number alone. */
    static String number() {
        return Optional.ofNullable(Version.class.getPackage().getImplementationVersion())
                .orElse("(not built as a jar)");
    }
}

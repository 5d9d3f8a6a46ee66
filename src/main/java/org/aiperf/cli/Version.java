// SPDX-License-Identifier: Apache-2.0
package org.aiperf.cli;

import java.util.Optional;
import picocli.CommandLine.IVersionProvider;

/** The version in the manifest of the jar, which the build wrote. */
final class Version implements IVersionProvider {

    @Override
    public String[] getVersion() {
        Optional<String> version =
                Optional.ofNullable(Version.class.getPackage().getImplementationVersion());
        return new String[] {"aiperf " + version.orElse("(not built as a jar)")};
    }
}

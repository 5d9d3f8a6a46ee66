// SPDX-License-Identifier: Apache-2.0
package org.aiperf.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Optional;
import java.util.Properties;
import picocli.CommandLine.IVersionProvider;

/** The version in the manifest of the jar and the commit that it was built from, as the build wrote them. */
final class Version implements IVersionProvider {

    @Override
    public String[] getVersion() {
        return new String[] {"aiperf " + full()};
    }

    /** The number alone. */
    static String number() {
        return Optional.ofNullable(Version.class.getPackage().getImplementationVersion())
                .orElse("(not built as a jar)");
    }

    /** The number and the commit, for the history of a run; without a repository the build knew no commit. */
    static String full() {
        return number() + commit();
    }

    private static String commit() {
        try (InputStream in = Version.class.getResourceAsStream("git.properties")) {
            if (in == null) {
                return "";
            }
            Properties git = new Properties();
            git.load(in);
            return state(git);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read the commit in the jar", e);
        }
    }

    static String state(Properties git) {
        String commit = git.getProperty("git.commit.id.abbrev", "");
        return commit.isEmpty()
                ? ""
                : ", commit " + commit + (git.getProperty("git.dirty", "").equals("true") ? " with changes" : "");
    }
}

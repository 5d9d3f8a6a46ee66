// SPDX-License-Identifier: Apache-2.0
package org.aiperf.dataset;

import java.io.IOException;
import java.util.Objects;
import org.aiperf.foreign.Cause;
import org.apache.hadoop.fs.FSError;
import org.apache.hadoop.security.AccessControlException;

/** Why a Hadoop file system did not do something, in one line: its servers add their stack traces to what they say. */
public final class Refusal {

    private Refusal() {}

    /**
     * The same refusal in one sentence.
     *
     * @param what what could not be done, such as "Cannot read hdfs://host/file"
     */
    public static IOException of(String what, IOException e) {
        return of(what, e, e);
    }

    /** The same, of a local disk: Hadoop makes an error of what a write there meets, such as a full disk. */
    public static IOException of(String what, FSError e) {
        return of(what, Objects.requireNonNullElse(e.getCause(), e), e);
    }

    /** What a failure says, without what servers add below its first line; its kind where it says nothing. */
    public static String firstLine(Throwable e) {
        return Cause.of(e).lines().findFirst().orElse("").strip();
    }

    private static IOException of(String what, Throwable reasonable, Throwable e) {
        String remedy = reasonable instanceof AccessControlException
                ? "; ask its owner for the right, or run as a user who has it"
                : "";
        return new IOException(what + ": " + firstLine(reasonable) + remedy, e);
    }
}

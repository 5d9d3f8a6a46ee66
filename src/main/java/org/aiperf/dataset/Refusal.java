// SPDX-License-Identifier: Apache-2.0
package org.aiperf.dataset;

import java.io.IOException;
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
        String reason =
                String.valueOf(e.getMessage()).lines().findFirst().orElse("").strip();
        String remedy =
                e instanceof AccessControlException ? "; ask its owner for the right, or run as a user who has it" : "";
        return new IOException(what + ": " + reason + remedy, e);
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.aiperf.history;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * Ties every line of a run's log to all lines before it: a line carries the SHA-256 of the line before's and of its own
 * record. Whoever changes, removes or inserts a line has to write all later ones anew, and the last value with them. Not
 * thread-safe.
 */
final class HashChain {

    private static final String FIELD = ",\"chain\":\"";
    private static final String CLOSE = "\"}";
    private static final int DIGITS = 64;
    private static final int SEAL = FIELD.length() + DIGITS + CLOSE.length();

    private final MessageDigest digest;
    private String last = "0".repeat(DIGITS);

    /** A chain that begins with its run. */
    HashChain() {
        try {
            digest = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java runtime has SHA-256", e);
        }
    }

    /** The last value. */
    String head() {
        return last;
    }

    /** The line of a record. */
    String seal(String record) {
        last = next(record);
        return record.substring(0, record.length() - 1) + FIELD + last + CLOSE;
    }

    /**
     * A line taken apart.
     *
     * @param record what it says
     * @param intact whether it and all lines before it are as they were written
     * @param head the chain's value at its end
     */
    record Link(String record, boolean intact, String head) {}

    /**
     * Takes the next line apart.
     *
     * @throws IOException if it has no link
     */
    Link open(String line) throws IOException {
        if (line.endsWith("\r")) {
            throw new IOException(
                    "it ends in a carriage return: its line ends were changed on the way, as Windows and Git do; copy the run's directory again, as it is");
        }
        int end = line.length() - SEAL;
        if (end < 1 || !line.startsWith(FIELD, end) || !line.endsWith(CLOSE)) {
            RecordJson.read(line); // what else is wrong with it says more
            throw new IOException("it has no link of the hash chain");
        }
        String record = line.substring(0, end) + "}";
        String written = line.substring(end + FIELD.length(), line.length() - CLOSE.length());
        boolean intact = written.equals(next(record));
        last = written; // so that the lines behind a changed one are judged for themselves
        return new Link(record, intact, written);
    }

    private String next(String record) {
        digest.update(last.getBytes(StandardCharsets.US_ASCII));
        return HexFormat.of().formatHex(digest.digest(record.getBytes(StandardCharsets.UTF_8)));
    }
}

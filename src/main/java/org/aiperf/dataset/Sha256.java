// SPDX-License-Identifier: Apache-2.0
package org.aiperf.dataset;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** SHA-256 as lower-case hexadecimal digits. */
public final class Sha256 {

    private Sha256() {}

    /** A digest to feed. */
    public static MessageDigest digest() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java must have SHA-256", e);
        }
    }

    /** The digits of some bytes. */
    public static String of(byte[] bytes) {
        return text(digest().digest(bytes));
    }

    /** The digits of a finished digest. */
    public static String text(byte[] digest) {
        return HexFormat.of().formatHex(digest);
    }
}

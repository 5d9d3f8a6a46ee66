// SPDX-License-Identifier: Apache-2.0
package org.aiperf.submission;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
import org.aiperf.foreign.Cause;

/**
 * Ed25519 signatures (RFC 8032) with keys as OpenSSL writes them: {@code openssl genpkey -algorithm ed25519 -out key.pem}
 * and {@code openssl pkey -in key.pem -pubout -out public.pem}.
 */
public final class Seal {

    private static final String ALGORITHM = "Ed25519";

    private Seal() {}

    /**
     * Reads a key to sign with.
     *
     * @throws IOException if the file holds none
     */
    public static PrivateKey privateKey(Path pem) throws IOException {
        try {
            return KeyFactory.getInstance(ALGORITHM)
                    .generatePrivate(new PKCS8EncodedKeySpec(content(pem, "PRIVATE KEY")));
        } catch (GeneralSecurityException e) {
            throw new IOException(
                    "%s holds no Ed25519 private key; make one with openssl genpkey -algorithm ed25519".formatted(pem),
                    e);
        }
    }

    /**
     * Reads a key to check with.
     *
     * @throws IOException if the file holds none
     */
    public static PublicKey publicKey(Path pem) throws IOException {
        try {
            return KeyFactory.getInstance(ALGORITHM).generatePublic(new X509EncodedKeySpec(content(pem, "PUBLIC KEY")));
        } catch (GeneralSecurityException e) {
            throw new IOException(
                    "%s holds no Ed25519 public key; get it with openssl pkey -in KEY.pem -pubout".formatted(pem), e);
        }
    }

    static byte[] sign(byte[] content, PrivateKey key) {
        try {
            Signature signature = Signature.getInstance(ALGORITHM);
            signature.initSign(key);
            signature.update(content);
            return signature.sign();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("An Ed25519 key does not sign", e);
        }
    }

    static boolean fits(byte[] content, byte[] seal, PublicKey key) {
        try {
            Signature signature = Signature.getInstance(ALGORITHM);
            signature.initVerify(key);
            signature.update(content);
            return signature.verify(seal);
        } catch (GeneralSecurityException e) {
            return false; // no signature at all, such as one that is too short
        }
    }

    private static byte[] content(Path pem, String kind) throws IOException {
        String text = Files.readString(pem);
        String begin = "-----BEGIN " + kind + "-----";
        int from = text.indexOf(begin);
        int to = text.indexOf("-----END " + kind + "-----");
        if (from < 0 || to < from) {
            throw new IOException("%s holds no %s in PEM form".formatted(pem, kind.toLowerCase(java.util.Locale.ROOT)));
        }
        try {
            return Base64.getMimeDecoder().decode(text.substring(from + begin.length(), to));
        } catch (IllegalArgumentException e) {
            throw new IOException("%s is damaged: %s".formatted(pem, Cause.of(e)), e);
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.aiperf.submission;

import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Collections;
import java.util.HexFormat;
import java.util.SortedMap;
import java.util.TreeMap;
import org.aiperf.foreign.Cause;
import org.aiperf.foreign.VisibleStrings;
import org.aiperf.foreign.VisibleText;

/**
 * The first file of a submission: what it claims, and what else is in it.
 *
 * @param format version of this file's format
 * @param aiperf version of the application that packed it
 * @param origin whose it is
 * @param claim what the run is said to have reached
 * @param files every other file by its name, with {@code /} between directories
 */
public record Manifest(int format, String aiperf, Origin origin, Claim claim, SortedMap<String, Content> files) {

    /** The format that this version writes, and the only one that it reads. */
    public static final int FORMAT = 2;

    static final String NAME = "manifest.json";

    private static final ObjectMapper MAPPER = new ObjectMapper()
            .enable(SerializationFeature.INDENT_OUTPUT)
            .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
            .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES)
            .setDefaultSetterInfo(JsonSetter.Value.construct(Nulls.FAIL, Nulls.FAIL))
            .registerModule(new VisibleStrings());

    /**
     * What a file holds.
     *
     * @param bytes its length
     * @param sha256 its SHA-256 in hexadecimal
     */
    public record Content(long bytes, String sha256) {

        /** Copies a file and tells what it held.
         *
         * @throws TooLargeException if it is larger than a number of bytes
         */
        static Content copied(InputStream in, OutputStream out, long most) throws IOException {
            try {
                DigestOutputStream digest = new DigestOutputStream(out, MessageDigest.getInstance("SHA-256"));
                byte[] buffer = new byte[1 << 16];
                long bytes = 0;
                for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                    bytes += read;
                    if (bytes > most) {
                        throw new TooLargeException(most);
                    }
                    digest.write(buffer, 0, read);
                }
                digest.flush();
                return new Content(
                        bytes,
                        HexFormat.of().formatHex(digest.getMessageDigest().digest()));
            } catch (NoSuchAlgorithmException e) {
                throw new IllegalStateException("Every Java runtime has SHA-256", e);
            }
        }
    }

    /** There is more than may be. */
    static final class TooLargeException extends IOException {
        private static final long serialVersionUID = 1L;

        TooLargeException(long most) {
            super("it is larger than %,d bytes".formatted(most));
        }
    }

    public Manifest {
        files = Collections.unmodifiableSortedMap(new TreeMap<>(files));
    }

    byte[] json() {
        try {
            return MAPPER.writeValueAsBytes(this);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("Cannot write " + this, e);
        }
    }

    static Manifest read(byte[] json) throws IOException {
        try {
            JsonNode tree = MAPPER.readValue(json, JsonNode.class);
            if (tree.path("format").asInt() != FORMAT) {
                throw new IOException("its %s has format %s, and this version of AIPerf reads format %d"
                        .formatted(NAME, tree.path("format"), FORMAT));
            }
            return MAPPER.treeToValue(tree, Manifest.class);
        } catch (JsonProcessingException e) {
            throw new IOException("its %s cannot be read: %s".formatted(NAME, VisibleText.of(Cause.of(e))), e);
        }
    }
}

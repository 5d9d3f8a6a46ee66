// SPDX-License-Identifier: Apache-2.0
package org.aiperf.fuzz;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;

/** A submission that a forger has in hands: he writes chain and manifest anew, so that whatever he says is looked at. */
final class Submitted {

    private static final String MANIFEST = "manifest.json";
    private static final String CHAIN = ",\"chain\":\"";
    private static final int CHAIN_LENGTH = CHAIN.length() + 64 + 2;
    private static final ObjectMapper JSON = new ObjectMapper();

    final Map<String, byte[]> files = new LinkedHashMap<>();

    Submitted(Path zip) throws IOException {
        try (ZipInputStream in = new ZipInputStream(new ByteArrayInputStream(Files.readAllBytes(zip)))) {
            for (ZipEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
                files.put(entry.getName(), in.readAllBytes());
            }
        }
    }

    /** Records without their chain. */
    List<String> records(String name) {
        List<String> records = new ArrayList<>();
        new String(files.get(name), UTF_8)
                .lines()
                .forEach(line -> records.add(line.substring(0, line.length() - CHAIN_LENGTH) + "}"));
        return records;
    }

    /** Lines with a chain that fits. */
    static byte[] sealed(List<String> records) {
        StringBuilder lines = new StringBuilder();
        String last = "0".repeat(64);
        for (String record : records) {
            last = sha256((last + record).getBytes(UTF_8));
            lines.append(record, 0, Math.max(0, record.length() - 1))
                    .append(CHAIN)
                    .append(last)
                    .append("\"}\n");
        }
        return lines.toString().getBytes(UTF_8);
    }

    /** The zip with files replaced, of which the manifest tells the truth. */
    byte[] zip(Map<String, byte[]> replaced) throws IOException {
        Map<String, byte[]> all = new LinkedHashMap<>(files);
        all.putAll(replaced);
        if (!replaced.containsKey(MANIFEST)) {
            ObjectNode manifest = (ObjectNode) JSON.readTree(all.get(MANIFEST));
            ObjectNode listed = manifest.putObject("files");
            all.forEach((name, content) -> {
                if (!name.equals(MANIFEST)) {
                    listed.putObject(name).put("bytes", content.length).put("sha256", sha256(content));
                }
            });
            all.put(MANIFEST, JSON.writeValueAsBytes(manifest));
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream out = new ZipOutputStream(bytes)) {
            for (Map.Entry<String, byte[]> file : all.entrySet()) {
                out.putNextEntry(new ZipEntry(file.getKey()));
                out.write(file.getValue());
            }
        }
        return bytes.toByteArray();
    }

    private static String sha256(byte[] content) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}

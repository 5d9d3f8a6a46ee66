// SPDX-License-Identifier: Apache-2.0
package org.aiperf.dataset.prepare;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.aiperf.dataset.DatasetManifest;
import org.aiperf.foreign.Cause;

/**
 * What happened to one shard: it is written after the shard and its index, so whoever finds it finds the shard whole.
 * Its reader and writer are here side by side.
 *
 * @param file the shard's name
 * @param records images in it
 * @param bytes its length
 * @param sha256 its SHA-256
 * @param height rows of every image; 0 if they differ
 * @param width columns of every image; 0 if they differ
 * @param labels images of each label, as it stands in the records
 * @param fixed images that were encoded anew
 * @param rejected images that were left out
 */
public record ShardReport(
        String file,
        int records,
        long bytes,
        String sha256,
        int height,
        int width,
        SortedMap<Integer, Integer> labels,
        List<Remark> fixed,
        List<Remark> rejected)
        implements Serializable {

    private static final long serialVersionUID = 1L;

    private static final int VERSION = 1;
    private static final String VERSION_KEY = "formatVersion";
    private static final String FILE = "file";
    private static final String RECORDS = "records";
    private static final String BYTES = "bytes";
    private static final String SHA_256 = "sha256";
    private static final String HEIGHT = "height";
    private static final String WIDTH = "width";
    private static final String LABELS = "labels";
    private static final String FIXED = "fixed";
    private static final String REJECTED = "rejected";
    private static final String IMAGE = "image";
    private static final String TEXT = "text";

    private static final ObjectMapper JSON = new ObjectMapper();

    /**
     * One image and what there is to say of it.
     *
     * @param image its name in the source, with the file that holds it where that is not the same
     * @param text what was fixed, or why it was left out
     */
    public record Remark(String image, String text) implements Serializable {

        private static final long serialVersionUID = 1L;
    }

    public ShardReport {
        labels = new TreeMap<>(labels);
        // Plain lists: they travel from the task.
        fixed = new ArrayList<>(fixed);
        rejected = new ArrayList<>(rejected);
    }

    /** The shard's entry in {@code dataset.json}. */
    public DatasetManifest.Shard entry() {
        return new DatasetManifest.Shard(file, records, sha256);
    }

    /** The content of the shard's manifest. */
    public byte[] toJson() {
        ObjectNode root = JSON.createObjectNode();
        root.put(VERSION_KEY, VERSION).put(FILE, file).put(RECORDS, records);
        root.put(BYTES, bytes).put(SHA_256, sha256);
        root.put(HEIGHT, height).put(WIDTH, width);
        ObjectNode counts = root.putObject(LABELS);
        labels.forEach((label, count) -> counts.put(Integer.toString(label), count));
        put(root, FIXED, fixed);
        put(root, REJECTED, rejected);
        return (root.toPrettyString() + "\n").getBytes(UTF_8);
    }

    /**
     * Reads the content of a shard's manifest.
     *
     * @param name the file that errors name
     */
    public static ShardReport parse(byte[] json, String name) throws IOException {
        try {
            JsonNode root = JSON.readTree(new String(json, UTF_8));
            int version = present(root, VERSION_KEY).asInt();
            if (version != VERSION) {
                throw new IllegalArgumentException("format version %d is unknown".formatted(version));
            }
            SortedMap<Integer, Integer> labels = new TreeMap<>();
            for (Map.Entry<String, JsonNode> each : present(root, LABELS).properties()) {
                labels.put(Integer.valueOf(each.getKey()), each.getValue().asInt());
            }
            return new ShardReport(
                    present(root, FILE).asText(),
                    present(root, RECORDS).asInt(),
                    present(root, BYTES).asLong(),
                    present(root, SHA_256).asText(),
                    present(root, HEIGHT).asInt(),
                    present(root, WIDTH).asInt(),
                    labels,
                    remarks(root, FIXED),
                    remarks(root, REJECTED));
        } catch (JsonProcessingException | IllegalArgumentException e) {
            throw new IOException(
                    "Cannot read %s: %s; delete it to have its shard made again".formatted(name, Cause.of(e)), e);
        }
    }

    private static void put(ObjectNode root, String key, List<Remark> remarks) {
        var list = root.putArray(key);
        remarks.forEach(remark -> list.addObject().put(IMAGE, remark.image()).put(TEXT, remark.text()));
    }

    private static List<Remark> remarks(JsonNode root, String key) {
        List<Remark> remarks = new ArrayList<>();
        present(root, key)
                .forEach(each -> remarks.add(new Remark(
                        present(each, IMAGE).asText(), present(each, TEXT).asText())));
        return remarks;
    }

    private static JsonNode present(JsonNode node, String key) {
        JsonNode value = node.get(key);
        if (value == null) {
            throw new IllegalArgumentException(key + " is missing");
        }
        return value;
    }
}

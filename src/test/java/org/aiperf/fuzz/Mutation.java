// SPDX-License-Identifier: Apache-2.0
package org.aiperf.fuzz;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/** Changes good content as an attacker, a bad disk or another program would. Not thread-safe. */
final class Mutation {

    private static final ObjectMapper JSON = new ObjectMapper();

    /** Values that programs do not expect, as JSON. */
    private static final List<String> VALUES = List.of(
            "null",
            "true",
            "0",
            "-1",
            "1e308",
            "-1e308",
            "1e-320",
            "9223372036854775807",
            "-9223372036854775808",
            "2147483647",
            "-2147483648",
            "9".repeat(400),
            "0." + "0".repeat(900) + "1",
            "\"\"",
            "\"NaN\"",
            "\"-Infinity\"",
            "\"\\u001b[2J\\u001b[8m\\nVERIFIED\\r\\u202e\"",
            "\"\\ud800\"",
            "\"../../../etc/passwd\"",
            "\"a\\u0000b\"",
            "\"${?HOME}\"",
            "[]",
            "{}",
            "[null]",
            "{\"\":null}",
            "[" + "1,".repeat(3000) + "1]",
            "[".repeat(900) + "]".repeat(900));

    private final SplittableRandom random;

    Mutation(SplittableRandom random) {
        this.random = random;
    }

    int below(int bound) {
        return random.nextInt(bound);
    }

    /** One to four changes of bytes. */
    byte[] bytes(byte[] good) {
        byte[] content = good;
        for (int change = random.nextInt(4); change >= 0; change--) {
            content = changed(content);
        }
        return content;
    }

    private byte[] changed(byte[] content) {
        if (content.length == 0) {
            return new byte[] {(byte) random.nextInt()};
        }
        int at = random.nextInt(content.length);
        int length = Math.min(content.length - at, 1 + random.nextInt(random.nextBoolean() ? 8 : 512));
        byte[] copy = content.clone();
        switch (random.nextInt(6)) {
            case 0 -> copy[at] ^= (byte) (1 << random.nextInt(8));
            case 1 -> Arrays.fill(copy, at, at + length, (byte) (random.nextBoolean() ? 0xff : 0));
            case 2 -> copy = Arrays.copyOf(content, at);
            case 3 ->
                copy = joined(Arrays.copyOf(content, at), Arrays.copyOfRange(content, at + length, content.length));
            case 4 -> {
                byte[] piece = Arrays.copyOfRange(content, at, at + length);
                copy = joined(
                        joined(Arrays.copyOf(content, at), piece), Arrays.copyOfRange(content, at, content.length));
            }
            default -> {
                for (int i = at; i < at + length; i++) {
                    copy[i] = (byte) random.nextInt();
                }
            }
        }
        return copy;
    }

    private static byte[] joined(byte[] a, byte[] b) {
        byte[] both = Arrays.copyOf(a, a.length + b.length);
        System.arraycopy(b, 0, both, a.length, b.length);
        return both;
    }

    /** JSON with one to three values replaced, removed or doubled; now and then changed bytes. */
    String json(String good) {
        if (random.nextInt(8) == 0) {
            return new String(bytes(good.getBytes(UTF_8)), UTF_8);
        }
        try {
            JsonNode tree = JSON.readTree(good);
            for (int change = random.nextInt(3); change >= 0; change--) {
                change(tree);
            }
            return JSON.writeValueAsString(tree);
        } catch (JsonProcessingException e) {
            return new String(bytes(good.getBytes(UTF_8)), UTF_8); // it was changed before
        }
    }

    private void change(JsonNode tree) throws JsonProcessingException {
        List<JsonNode> groups = new ArrayList<>();
        collect(tree, groups);
        if (groups.isEmpty()) {
            return;
        }
        JsonNode group = groups.get(random.nextInt(groups.size()));
        JsonNode value = JSON.readTree(VALUES.get(random.nextInt(VALUES.size())));
        if (group instanceof ObjectNode object) {
            List<String> names = new ArrayList<>();
            object.fieldNames().forEachRemaining(names::add);
            String name = names.get(random.nextInt(names.size()));
            switch (random.nextInt(6)) {
                case 0 -> object.remove(name);
                case 1 -> object.set("unknown", value);
                case 2 -> object.set(name, object.get(names.get(random.nextInt(names.size()))));
                default -> object.set(name, value);
            }
        } else if (group instanceof ArrayNode array) {
            int at = random.nextInt(array.size());
            switch (random.nextInt(4)) {
                case 0 -> array.remove(at);
                case 1 -> array.insert(at, array.get(at));
                default -> array.set(at, value);
            }
        }
    }

    private static void collect(JsonNode node, List<JsonNode> groups) {
        if (node.isContainerNode() && !node.isEmpty()) {
            groups.add(node);
            node.forEach(child -> collect(child, groups));
        }
    }
}

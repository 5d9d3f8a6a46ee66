// SPDX-License-Identifier: Apache-2.0
package org.aiperf.config;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SortedSet;
import java.util.stream.Collectors;

/** How names in the code become keys and values in a settings file, and which key a mistyped one was meant to be. */
final class Keys {
    /** Everything the benchmark reads stands below this key. */
    static final String ROOT = "aiperf";

    private Keys() {}

    /** {@code batchSize} becomes {@code batch-size}. */
    static String of(String componentName) {
        return componentName.replaceAll("([a-z0-9])([A-Z])", "$1-$2").toLowerCase(Locale.ROOT);
    }

    /** {@code AS_IS} becomes {@code as-is}. */
    static String of(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** The constants as {@code a, b or c}. */
    static String either(Collection<? extends Enum<?>> constants) {
        String all = constants.stream().map(Keys::of).collect(Collectors.joining(", "));
        return all.replaceFirst(", ([^,]*)$", " or $1");
    }

    static String join(String group, String key) {
        return group.isEmpty() ? key : group + "." + key;
    }

    /** The known key most like this one, if any is like it at all; the right name in the wrong group is alike. */
    static Optional<String> nearest(String unknown, SortedSet<String> known) {
        record Candidate(String key, int distance) {}
        List<Candidate> candidates = known.stream()
                .map(key -> new Candidate(key, lastName(key).equals(lastName(unknown)) ? 1 : distance(key, unknown)))
                .toList();
        int farthest = Math.max(2, lastName(unknown).length() / 2);
        return candidates.stream()
                .filter(candidate -> candidate.distance <= farthest)
                .min(Comparator.comparingInt(Candidate::distance)
                        .thenComparing(candidate -> distance(candidate.key, unknown)))
                .map(Candidate::key);
    }

    private static String lastName(String key) {
        return key.substring(key.lastIndexOf('.') + 1);
    }

    /** Levenshtein's distance. */
    private static int distance(String a, String b) {
        int[] above = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            above[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int[] row = new int[b.length() + 1];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int substituted = above[j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                row[j] = Math.min(substituted, 1 + Math.min(above[j], row[j - 1]));
            }
            above = row;
        }
        return above[b.length()];
    }
}

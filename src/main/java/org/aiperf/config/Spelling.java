// SPDX-License-Identifier: Apache-2.0
package org.aiperf.config;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Which known word a mistyped one was meant to be. */
public final class Spelling {

    private Spelling() {}

    /** The known word most like this one, if any is like it at all; of keys, the right name in the wrong group is alike. */
    public static Optional<String> nearest(String unknown, Collection<String> known) {
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

// SPDX-License-Identifier: Apache-2.0
package org.aiperf.search.bayes;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The shortest way from one chain of layers to another: a list of edits, behind the last of which everything stays. */
final class Edits {

    /**
     * Goes on unchanged for some layers, then puts some layers in the place of others.
     *
     * @param kept layers that stay, since the edit before
     * @param dropped layers that go
     * @param inserted classes of the layers that come
     */
    record Edit(int kept, int dropped, List<Integer> inserted) {

        Edit {
            inserted = List.copyOf(inserted);
        }
    }

    private Edits() {}

    /** The edits that leave a longest common subsequence as it is. */
    static List<Edit> between(int[] from, int[] to) {
        int start = 0;
        while (start < Math.min(from.length, to.length) && from[start] == to[start]) {
            start++;
        }
        int fromEnd = from.length;
        int toEnd = to.length;
        while (fromEnd > start && toEnd > start && from[fromEnd - 1] == to[toEnd - 1]) {
            fromEnd--;
            toEnd--;
        }
        short[][] common = common(from, to, start, fromEnd, toEnd);
        List<Edit> edits = new ArrayList<>();
        int last = 0;
        int i = start;
        int j = start;
        while (i < fromEnd || j < toEnd) {
            if (i < fromEnd && j < toEnd && from[i] == to[j]) {
                i++;
                j++;
                continue;
            }
            int dropFrom = i;
            int insertFrom = j;
            while ((i < fromEnd || j < toEnd) && !(i < fromEnd && j < toEnd && from[i] == to[j])) {
                if (j == toEnd
                        || (i < fromEnd && common[i - start + 1][j - start] >= common[i - start][j - start + 1])) {
                    i++;
                } else {
                    j++;
                }
            }
            edits.add(new Edit(
                    dropFrom - last,
                    i - dropFrom,
                    Arrays.stream(to, insertFrom, j).boxed().toList()));
            last = i;
        }
        return edits;
    }

    /** The chain that edits make of another. */
    static int[] apply(List<Edit> edits, int[] from) {
        int grown = edits.stream()
                .mapToInt(edit -> edit.inserted().size() - edit.dropped())
                .sum();
        int[] to = new int[from.length + grown];
        int i = 0;
        int j = 0;
        for (Edit edit : edits) {
            System.arraycopy(from, i, to, j, edit.kept());
            j += edit.kept();
            for (int symbol : edit.inserted()) {
                to[j++] = symbol;
            }
            i += edit.kept() + edit.dropped();
        }
        System.arraycopy(from, i, to, j, from.length - i);
        return to;
    }

    /** Where each place of a chain is found after the edits, its end included; a layer that went, at what took its place. */
    static int[] places(List<Edit> edits, int length) {
        int[] places = new int[length + 1];
        int i = 0;
        int shift = 0;
        for (Edit edit : edits) {
            for (int kept = edit.kept(); kept > 0; kept--, i++) {
                places[i] = i + shift;
            }
            for (int dropped = 0; dropped < edit.dropped(); dropped++, i++) {
                places[i] =
                        i - dropped + shift + Math.min(dropped, edit.inserted().size());
            }
            shift += edit.inserted().size() - edit.dropped();
        }
        for (; i <= length; i++) {
            places[i] = i + shift;
        }
        return places;
    }

    /** For every pair of positions the length of the longest common subsequence behind them. */
    private static short[][] common(int[] from, int[] to, int start, int fromEnd, int toEnd) {
        short[][] common = new short[fromEnd - start + 1][toEnd - start + 1];
        for (int i = fromEnd - start - 1; i >= 0; i--) {
            for (int j = toEnd - start - 1; j >= 0; j--) {
                common[i][j] = from[start + i] == to[start + j]
                        ? (short) (common[i + 1][j + 1] + 1)
                        : (short) Math.max(common[i + 1][j], common[i][j + 1]);
            }
        }
        return common;
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.aiperf.search.bayes;

import java.util.Arrays;
import java.util.List;

/**
 * Chains to be aligned, each query with each other, in the form that a {@link DistanceKernel} takes: plain numbers and
 * one table of costs. Nobody may change its arrays.
 *
 * @param queries for each layer of the queries, one query after the other, where its row begins in the costs
 * @param queryAt where each query begins, and at the end their whole length
 * @param others for each layer of the others its place in a row of the costs
 * @param otherAt where each of the others begins, and at the end their whole length
 * @param costs of putting one layer in the place of another, rows of an odd length
 * @param one the number that stands for a cost of 1
 */
@SuppressWarnings("ArrayRecordComponent") // Made for one call; never compared.
public record PairBatch(int[] queries, int[] queryAt, int[] others, int[] otherAt, int[] costs, int one) {

    static PairBatch of(List<NetworkCode> queries, List<NetworkCode> others, FixedPoint scale) {
        int[] rows = alphabet(queries);
        int[] columns = alphabet(others);
        // An odd length spreads the rows over the banks of a GPU's shared memory.
        int stride = columns.length | 1;
        int[] costs = new int[rows.length * stride];
        for (int row = 0; row < rows.length; row++) {
            int[] all = scale.costs(rows[row]);
            for (int column = 0; column < columns.length; column++) {
                costs[row * stride + column] = all[columns[column]];
            }
        }
        return new PairBatch(
                symbols(queries, rows, stride),
                beginnings(queries),
                symbols(others, columns, 1),
                beginnings(others),
                costs,
                scale.one());
    }

    public int queryCount() {
        return queryAt.length - 1;
    }

    public int otherCount() {
        return otherAt.length - 1;
    }

    /** Layers of the longest query. */
    public int longestQuery() {
        return longest(queryAt);
    }

    /** Layers of the longest of the others. */
    public int longestOther() {
        return longest(otherAt);
    }

    private static int longest(int[] beginnings) {
        int longest = 0;
        for (int i = 1; i < beginnings.length; i++) {
            longest = Math.max(longest, beginnings[i] - beginnings[i - 1]);
        }
        return longest;
    }

    private static int[] alphabet(List<NetworkCode> codes) {
        return codes.stream()
                .flatMapToInt(code -> Arrays.stream(code.alphabet()))
                .sorted()
                .distinct()
                .toArray();
    }

    private static int[] beginnings(List<NetworkCode> codes) {
        int[] at = new int[codes.size() + 1];
        for (int i = 0; i < codes.size(); i++) {
            at[i + 1] = Math.addExact(at[i], codes.get(i).length());
        }
        return at;
    }

    private static int[] symbols(List<NetworkCode> codes, int[] alphabet, int factor) {
        int[] numbers = new int[alphabet.length == 0 ? 0 : alphabet[alphabet.length - 1] + 1];
        for (int letter = 0; letter < alphabet.length; letter++) {
            numbers[alphabet[letter]] = letter * factor;
        }
        return codes.stream()
                .flatMapToInt(code -> Arrays.stream(code.symbols()))
                .map(symbol -> numbers[symbol])
                .toArray();
    }
}

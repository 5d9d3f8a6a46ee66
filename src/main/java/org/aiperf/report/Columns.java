// SPDX-License-Identifier: Apache-2.0
package org.aiperf.report;

import java.util.ArrayList;
import java.util.List;

/** Rows of text in aligned columns; the last column is as long as it likes. Not thread-safe. */
final class Columns {

    private final List<List<String>> rows = new ArrayList<>();
    private final List<Boolean> right;

    /** @param heads names of the columns; those that begin with {@code >} are aligned to the right */
    Columns(String... heads) {
        right = List.of(heads).stream().map(head -> head.startsWith(">")).toList();
        rows.add(List.of(heads).stream()
                .map(head -> head.startsWith(">") ? head.substring(1) : head)
                .toList());
    }

    void add(List<String> row) {
        if (row.size() != right.size()) {
            throw new IllegalArgumentException("A row of %d cells in %d columns".formatted(row.size(), right.size()));
        }
        rows.add(List.copyOf(row));
    }

    /** One line for each row, with a line end each. */
    String draw() {
        int[] widths = new int[right.size()];
        for (List<String> row : rows) {
            for (int i = 0; i < widths.length; i++) {
                widths[i] = Math.max(widths[i], row.get(i).length());
            }
        }
        StringBuilder text = new StringBuilder();
        for (List<String> row : rows) {
            StringBuilder line = new StringBuilder();
            for (int i = 0; i < widths.length; i++) {
                String padding = " ".repeat(widths[i] - row.get(i).length());
                line.append(right.get(i) ? padding + row.get(i) : row.get(i) + padding)
                        .append("  ");
            }
            text.append(line.toString().stripTrailing()).append('\n');
        }
        return text.toString();
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.aiperf.report;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.aiperf.network.Layer;

/**
 * What tells a network from its parent's, layer by layer in the order of the network: runs of layers that both have,
 * layers that the parent had, layers that are new. Layers are alike if they do the same.
 *
 * @param steps from the input to the output
 */
record NetworkDifference(List<Step> steps) {

    NetworkDifference {
        steps = List.copyOf(steps);
    }

    /** What becomes of the parent's layers. */
    enum Kind {
        SAME,
        REMOVED,
        ADDED
    }

    /**
     * Layers with one fate.
     *
     * @param count how many; 1 unless they are the same
     * @param layer what it does; empty for those that are the same
     */
    record Step(Kind kind, int count, String layer) {}

    /** Those of a network's layers that a drawing has a row for, in words. */
    static List<String> layers(List<Layer> layers) {
        return layers.stream()
                .filter(layer -> !LayerWords.follows(layer))
                .map(LayerWords::of)
                .toList();
    }

    /** The difference between two lists of layers, with as many layers kept as can be. */
    static NetworkDifference of(List<String> parent, List<String> child) {
        int head = 0;
        int least = Math.min(parent.size(), child.size());
        while (head < least && parent.get(head).equals(child.get(head))) {
            head++;
        }
        int tail = 0;
        while (tail < least - head && parent.get(parent.size() - 1 - tail).equals(child.get(child.size() - 1 - tail))) {
            tail++;
        }
        List<Step> steps = new ArrayList<>(Collections.nCopies(head, new Step(Kind.SAME, 1, "")));
        middle(parent.subList(head, parent.size() - tail), child.subList(head, child.size() - tail), steps);
        steps.addAll(Collections.nCopies(tail, new Step(Kind.SAME, 1, "")));
        return new NetworkDifference(joined(steps));
    }

    /** By the longest common subsequence. */
    private static void middle(List<String> parent, List<String> child, List<Step> steps) {
        int[][] longest = new int[parent.size() + 1][child.size() + 1];
        for (int i = parent.size() - 1; i >= 0; i--) {
            for (int j = child.size() - 1; j >= 0; j--) {
                longest[i][j] = parent.get(i).equals(child.get(j))
                        ? longest[i + 1][j + 1] + 1
                        : Math.max(longest[i + 1][j], longest[i][j + 1]);
            }
        }
        int i = 0;
        int j = 0;
        while (i < parent.size() || j < child.size()) {
            if (i < parent.size() && j < child.size() && parent.get(i).equals(child.get(j))) {
                steps.add(new Step(Kind.SAME, 1, ""));
                i++;
                j++;
            } else if (i < parent.size() && (j == child.size() || longest[i + 1][j] >= longest[i][j + 1])) {
                steps.add(new Step(Kind.REMOVED, 1, parent.get(i++)));
            } else {
                steps.add(new Step(Kind.ADDED, 1, child.get(j++)));
            }
        }
    }

    private static List<Step> joined(List<Step> steps) {
        List<Step> joined = new ArrayList<>();
        for (Step step : steps) {
            Step last = joined.isEmpty() ? null : joined.get(joined.size() - 1);
            if (last != null && last.kind() == Kind.SAME && step.kind() == Kind.SAME) {
                joined.set(joined.size() - 1, new Step(Kind.SAME, last.count() + 1, ""));
            } else {
                joined.add(step);
            }
        }
        return joined;
    }
}

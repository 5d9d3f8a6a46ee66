// SPDX-License-Identifier: Apache-2.0
package org.aiperf.spark.table;

import java.util.ArrayList;
import java.util.List;

/** Takes what a notebook in Java displays, in the place of its kernel. */
public final class NotebookDisplay {

    private static final List<String> SHOWN = new ArrayList<>();

    private NotebookDisplay() {}

    /** What the kernel offers to cells: shows a value of a media type. */
    public static void display(String type, Object value) {
        SHOWN.add(type + " " + value);
    }

    /** What was shown since the last call. */
    static List<String> take() {
        List<String> taken = List.copyOf(SHOWN);
        SHOWN.clear();
        return taken;
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.aiperf.dataset.prepare;

import java.util.List;

/**
 * What a source says of itself before anything is listed.
 *
 * @param classNames one name a class, in label order; empty if only the images tell how many classes there are
 * @param parts what to list
 * @param leftovers files that belong to no part
 * @param told how the splits were told apart, for whoever misses one; empty if there was nothing to tell
 */
public record SourceLayout(List<String> classNames, List<SourcePart> parts, Leftovers leftovers, String told) {

    public SourceLayout {
        classNames = List.copyOf(classNames);
        parts = List.copyOf(parts);
    }

    /** A source whose splits are certain and of which all is used. */
    static SourceLayout certain(List<String> classNames, List<SourcePart> parts) {
        return new SourceLayout(classNames, parts, new Leftovers(), "");
    }
}

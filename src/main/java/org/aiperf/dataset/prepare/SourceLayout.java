// SPDX-License-Identifier: Apache-2.0
package org.aiperf.dataset.prepare;

import java.util.List;

/**
 * What a source says of itself before anything is listed.
 *
 * @param classNames one name a class, in label order; empty if only the images tell how many classes there are
 * @param parts what to list
 */
public record SourceLayout(List<String> classNames, List<SourcePart> parts) {

    public SourceLayout {
        classNames = List.copyOf(classNames);
        parts = List.copyOf(parts);
    }
}

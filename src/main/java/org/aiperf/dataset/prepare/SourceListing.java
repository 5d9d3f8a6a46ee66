// SPDX-License-Identifier: Apache-2.0
package org.aiperf.dataset.prepare;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;

/**
 * What a part of a source holds.
 *
 * @param images its images
 * @param leftovers files that are none
 */
public record SourceListing(List<SourceImage> images, Leftovers leftovers) implements Serializable {

    private static final long serialVersionUID = 1L;

    public SourceListing {
        // A plain list: it travels from the task.
        images = new ArrayList<>(images);
    }

    /** Images and nothing else. */
    public static SourceListing of(List<SourceImage> images) {
        return new SourceListing(images, new Leftovers());
    }
}

// SPDX-License-Identifier: Apache-2.0
package org.aiperf.dataset.prepare;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;

/**
 * What goes into one shard, in its order.
 *
 * @param split which split it belongs to
 * @param file its name
 * @param images its images
 */
public record ShardPlan(Split split, String file, List<SourceImage> images) implements Serializable {

    private static final long serialVersionUID = 1L;

    public ShardPlan {
        // A plain list: it travels to the task.
        images = new ArrayList<>(images);
    }

    /** Bytes of its images, as far as the source knows them. */
    public long bytes() {
        return images.stream().mapToLong(SourceImage::length).sum();
    }
}

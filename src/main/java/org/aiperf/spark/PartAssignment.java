// SPDX-License-Identifier: Apache-2.0
package org.aiperf.spark;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.aiperf.dataset.prepare.ShardPlan;
import org.aiperf.dataset.prepare.SourceImage;
import org.aiperf.dataset.prepare.SourcePart;

/**
 * Which images of a part go where.
 *
 * @param part the part
 * @param places by an image's name, its place; images of finished shards have none
 */
record PartAssignment(SourcePart part, Map<String, Long> places) implements Serializable {

    private static final long serialVersionUID = 1L;

    /** The place of an image: its shard and its place in there, sorted by both. */
    static long place(int shard, int position) {
        return (long) shard << Integer.SIZE | position;
    }

    static int shard(long place) {
        return (int) (place >>> Integer.SIZE);
    }

    static List<PartAssignment> of(List<SourcePart> parts, List<ShardPlan> shards) {
        Map<String, PartAssignment> byPart = new HashMap<>();
        List<PartAssignment> all = new ArrayList<>();
        for (SourcePart part : parts) {
            PartAssignment assignment = new PartAssignment(part, new HashMap<>());
            byPart.put(part.file() + "#" + part.offset(), assignment);
            all.add(assignment);
        }
        for (int shard = 0; shard < shards.size(); shard++) {
            List<SourceImage> images = shards.get(shard).images();
            for (int i = 0; i < images.size(); i++) {
                SourceImage image = images.get(i);
                PartAssignment assignment = byPart.get(image.file() + "#" + image.offset());
                if (assignment == null) {
                    throw new IllegalStateException("No part of the source holds " + image.name());
                }
                assignment.places().put(image.name(), place(shard, i));
            }
        }
        return all;
    }
}

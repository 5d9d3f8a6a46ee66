// SPDX-License-Identifier: Apache-2.0
package org.aiperf.spark;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
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
        Map<String, TreeMap<Long, PartAssignment>> byPlace = new HashMap<>();
        List<PartAssignment> all = new ArrayList<>();
        for (SourcePart part : parts) {
            PartAssignment assignment = new PartAssignment(part, new HashMap<>());
            byPlace.computeIfAbsent(part.file(), none -> new TreeMap<>()).put(part.offset(), assignment);
            all.add(assignment);
        }
        for (int shard = 0; shard < shards.size(); shard++) {
            List<SourceImage> images = shards.get(shard).images();
            for (int i = 0; i < images.size(); i++) {
                SourceImage image = images.get(i);
                var part = byPlace.getOrDefault(image.file(), new TreeMap<>()).floorEntry(image.offset());
                if (part == null) {
                    throw new IllegalStateException("No part of the source holds " + image.name());
                }
                part.getValue().places().put(image.name(), place(shard, i));
            }
        }
        return all;
    }
}

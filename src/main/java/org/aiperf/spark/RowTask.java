// SPDX-License-Identifier: Apache-2.0
package org.aiperf.spark;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.aiperf.dataset.prepare.PartReader;
import org.apache.spark.api.java.function.PairFlatMapFunction;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.util.SerializableConfiguration;
import scala.Tuple2;

/** Reads one part of a source and gives each image its place. */
record RowTask(PartReader source, Broadcast<SerializableConfiguration> hadoop)
        implements PairFlatMapFunction<PartAssignment, Long, byte[]> {

    private static final long serialVersionUID = 1L;

    @Override
    public Iterator<Tuple2<Long, byte[]>> call(PartAssignment assignment) throws IOException {
        List<Tuple2<Long, byte[]>> rows = new ArrayList<>();
        if (!assignment.places().isEmpty()) {
            source.read(assignment.part(), hadoop.value().value(), (image, file) -> {
                Long place = assignment.places().get(image.name());
                if (place != null) {
                    rows.add(new Tuple2<>(place, file));
                }
            });
        }
        return rows.iterator();
    }
}

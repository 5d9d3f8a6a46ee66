// SPDX-License-Identifier: Apache-2.0
package org.aiperf.spark;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Collections;
import java.util.Iterator;
import java.util.Map;
import java.util.NoSuchElementException;
import org.aiperf.dataset.prepare.PartReader;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.function.PairFlatMapFunction;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.util.SerializableConfiguration;
import org.apache.spark.util.TaskCompletionListener;
import org.jspecify.annotations.Nullable;
import scala.Tuple2;

/** Reads one part of a source, image after image, and gives each its place. */
record RowTask(PartReader source, Broadcast<SerializableConfiguration> hadoop)
        implements PairFlatMapFunction<PartAssignment, Long, byte[]> {

    private static final long serialVersionUID = 1L;

    @Override
    public Iterator<Tuple2<Long, byte[]>> call(PartAssignment assignment) throws IOException {
        if (assignment.places().isEmpty()) {
            return Collections.emptyIterator();
        }
        PartReader.Images images = source.read(assignment.part(), hadoop.value().value());
        TaskContext.get().addTaskCompletionListener((TaskCompletionListener) context -> close(images));
        return new Rows(images, assignment.places());
    }

    private static void close(PartReader.Images images) {
        try {
            images.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The images that have a place. */
    private static final class Rows implements Iterator<Tuple2<Long, byte[]>> {

        private final PartReader.Images images;
        private final Map<String, Long> places;
        private @Nullable Tuple2<Long, byte[]> next;

        Rows(PartReader.Images images, Map<String, Long> places) {
            this.images = images;
            this.places = places;
        }

        @Override
        public boolean hasNext() {
            try {
                while (next == null) {
                    PartReader.Read read = images.next();
                    if (read == null) {
                        return false;
                    }
                    Long place = places.get(read.name());
                    if (place != null) {
                        next = new Tuple2<>(place, read.file());
                    }
                }
                return true;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public Tuple2<Long, byte[]> next() {
            if (!hasNext() || next == null) {
                throw new NoSuchElementException();
            }
            Tuple2<Long, byte[]> row = next;
            next = null;
            return row;
        }
    }
}

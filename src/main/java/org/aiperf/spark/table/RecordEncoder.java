// SPDX-License-Identifier: Apache-2.0
package org.aiperf.spark.table;

import java.lang.reflect.RecordComponent;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.aiperf.spark.line.SparkLine;
import org.apache.spark.sql.Encoder;
import org.apache.spark.sql.catalyst.encoders.AgnosticEncoder;
import org.apache.spark.sql.catalyst.encoders.AgnosticEncoders;
import org.apache.spark.sql.catalyst.encoders.AgnosticEncoders.EncoderField;
import org.apache.spark.sql.types.Metadata;
import org.jspecify.annotations.Nullable;
import scala.Option;

/**
 * Makes a record the type of a Spark Dataset: a column for each component. Spark's encoder of
 * Scala's case classes asks for no more than a record has: accessors named like the columns, and a constructor of all of
 * them.
 */
final class RecordEncoder {

    private static final Map<Class<?>, AgnosticEncoder<?>> TYPES = Map.of(
            boolean.class, AgnosticEncoders.PrimitiveBooleanEncoder$.MODULE$,
            int.class, AgnosticEncoders.PrimitiveIntEncoder$.MODULE$,
            long.class, AgnosticEncoders.PrimitiveLongEncoder$.MODULE$,
            double.class, AgnosticEncoders.PrimitiveDoubleEncoder$.MODULE$,
            Integer.class, AgnosticEncoders.BoxedIntEncoder$.MODULE$,
            Double.class, AgnosticEncoders.BoxedDoubleEncoder$.MODULE$,
            String.class, AgnosticEncoders.StringEncoder$.MODULE$,
            Instant.class, AgnosticEncoders.STRICT_INSTANT_ENCODER());

    private RecordEncoder() {}

    static <T extends Record> Encoder<T> of(Class<T> type) {
        List<EncoderField> fields = new ArrayList<>();
        for (RecordComponent component : type.getRecordComponents()) {
            fields.add(field(component));
        }
        return SparkLine.present().encoder(type, fields);
    }

    private static EncoderField field(RecordComponent component) {
        AgnosticEncoder<?> encoder = TYPES.get(component.getType());
        if (encoder == null) {
            throw new IllegalArgumentException("No column can hold " + component);
        }
        boolean nullable = component.getAnnotatedType().isAnnotationPresent(Nullable.class);
        return new EncoderField(
                component.getName(), encoder, nullable, Metadata.empty(), Option.empty(), Option.empty());
    }
}

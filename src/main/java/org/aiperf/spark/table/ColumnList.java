// SPDX-License-Identifier: Apache-2.0
package org.aiperf.spark.table;

import java.lang.reflect.RecordComponent;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The list of all tables and columns with types and units, for people. */
public final class ColumnList {

    private static final Map<Class<?>, String> TYPES =
            Map.of(Integer.class, "int", Double.class, "double", String.class, "string", Instant.class, "timestamp");

    private ColumnList() {}

    /** The list as a page of Markdown. */
    public static String markdown() {
        StringBuilder page = new StringBuilder("""
                # Tables of the history

                What `HistoryTable.open(spark, path)` offers as typed Datasets and `submit/aiperf history export` writes as
                files. A column with a question mark behind its type may be null.
                """);
        for (TableKind table : TableKind.values()) {
            page.append("\n## ")
                    .append(table.title())
                    .append("\n\n")
                    .append(table.description())
                    .append("\n\n| column | type | unit | what it is |\n|---|---|---|---|\n");
            for (RecordComponent component : table.rows().getRecordComponents()) {
                page.append("| %s | %s | %s | %s |\n"
                        .formatted(
                                component.getName(),
                                type(component),
                                column(component).unit(),
                                column(component).value()));
            }
        }
        return page.toString();
    }

    /** What a column holds, with its unit. */
    static String description(RecordComponent component) {
        Column column = column(component);
        return column.unit().isEmpty() ? column.value() : "%s [%s]".formatted(column.value(), column.unit());
    }

    private static Column column(RecordComponent component) {
        return Objects.requireNonNull(component.getAnnotation(Column.class), () -> component + " has no description");
    }

    private static String type(RecordComponent component) {
        Class<?> type = component.getType();
        boolean nullable = component.getAnnotatedType().isAnnotationPresent(Nullable.class);
        return TYPES.getOrDefault(type, type.getName()) + (nullable ? "?" : "");
    }
}

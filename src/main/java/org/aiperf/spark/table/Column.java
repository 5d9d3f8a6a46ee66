// SPDX-License-Identifier: Apache-2.0
package org.aiperf.spark.table;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** What a column of a table holds: its comment in Spark's schema and its line in the list of columns. */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
@interface Column {

    /** What it is, and what it is not there for. */
    String value();

    /** Its unit; empty for what has none, such as a name. */
    String unit() default "";
}

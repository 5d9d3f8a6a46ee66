// SPDX-License-Identifier: Apache-2.0
/** The history of runs as tables for Spark SQL, and as files for other tools. Each column is a record component with its description. */
@NullMarked
package org.aiperf.spark.table;

import org.jspecify.annotations.NullMarked;

// SPDX-License-Identifier: Apache-2.0
/** What Spark 3.5 with Scala 2.12 and Spark 4 with Scala 2.13 do not have in common. */
@NullMarked
package org.aiperf.spark.line;

import org.jspecify.annotations.NullMarked;

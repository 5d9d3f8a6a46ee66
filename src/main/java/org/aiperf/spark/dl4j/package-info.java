// SPDX-License-Identifier: Apache-2.0
/** Deeplearning4j's integration with Spark: the only place that knows both. */
@NullMarked
package org.aiperf.spark.dl4j;

import org.jspecify.annotations.NullMarked;

// SPDX-License-Identifier: Apache-2.0
/** AIPerf on Spark: an AutoML benchmark that scores a cluster by the operations it does per second. */
@NullMarked
package org.aiperf;

import org.jspecify.annotations.NullMarked;

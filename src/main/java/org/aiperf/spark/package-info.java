// SPDX-License-Identifier: Apache-2.0
/** The benchmark as a Spark application: rounds as jobs, the tasks' channel to the driver, live figures. Nothing else knows Spark. */
@NullMarked
package org.aiperf.spark;

import org.jspecify.annotations.NullMarked;

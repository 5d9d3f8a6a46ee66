// SPDX-License-Identifier: Apache-2.0
@NullMarked
package org.aiperf.spark.dl4j;

import org.jspecify.annotations.NullMarked;

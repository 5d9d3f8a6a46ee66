// SPDX-License-Identifier: Apache-2.0
@NullMarked
package org.aiperf.spark.line;

import org.jspecify.annotations.NullMarked;

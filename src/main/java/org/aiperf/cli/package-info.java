// SPDX-License-Identifier: Apache-2.0
/** The commands of {@code aiperf}, one class each. */
@NullMarked
package org.aiperf.cli;

import org.jspecify.annotations.NullMarked;

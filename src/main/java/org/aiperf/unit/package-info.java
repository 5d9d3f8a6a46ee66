// SPDX-License-Identifier: Apache-2.0
/** Quantities as types: a number never travels without its unit. */
@NullMarked
package org.aiperf.unit;

import org.jspecify.annotations.NullMarked;

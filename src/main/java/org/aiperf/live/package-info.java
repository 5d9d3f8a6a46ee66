// SPDX-License-Identifier: Apache-2.0
/** A run seen while it goes on: figures, and a part of a web page. */
@NullMarked
package org.aiperf.live;

import org.jspecify.annotations.NullMarked;

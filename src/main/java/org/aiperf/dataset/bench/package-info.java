// SPDX-License-Identifier: Apache-2.0
/** How fast images come from shard to batch on one core, part by part, beside other programs that do the same. */
@NullMarked
package org.aiperf.dataset.bench;

import org.jspecify.annotations.NullMarked;

// SPDX-License-Identifier: Apache-2.0
/**
 * What a stranger's file may do: cost a bounded time and memory, fail by itself alone, be shown as text, and leave nothing
 * behind. Everything that reads files of others stands on this.
 */
@NullMarked
package org.aiperf.foreign;

import org.jspecify.annotations.NullMarked;

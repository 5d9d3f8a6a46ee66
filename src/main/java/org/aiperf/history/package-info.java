// SPDX-License-Identifier: Apache-2.0
/**
 * What happened in a run, as an append-only log: one JSON object a line, each flushed when it is written. The state of a
 * run is what replaying its log gives; reports, resumption and verification read the log and nothing else. Times are
 * UTC milliseconds.
 */
@NullMarked
package org.aiperf.history;

import org.jspecify.annotations.NullMarked;

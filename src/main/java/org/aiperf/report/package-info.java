// SPDX-License-Identifier: Apache-2.0
/**
 * What people see of a run: its summary, on the terminal and as a page. Everything is a function of the history and the
 * settings; nothing here measures, reads a clock or prints to a stream that it was not given.
 */
@NullMarked
package org.aiperf.report;

import org.jspecify.annotations.NullMarked;

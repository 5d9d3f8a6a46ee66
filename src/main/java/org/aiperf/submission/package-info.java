// SPDX-License-Identifier: Apache-2.0
/** Results that strangers can check: a run packed into one file, and everything about it computed anew. */
@NullMarked
package org.aiperf.submission;

import org.jspecify.annotations.NullMarked;

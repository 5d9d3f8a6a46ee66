// SPDX-License-Identifier: Apache-2.0
/** Which of the libraries that can train does so in a run. */
@NullMarked
package org.aiperf.training.choice;

import org.jspecify.annotations.NullMarked;

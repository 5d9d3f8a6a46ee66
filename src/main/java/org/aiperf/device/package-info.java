// SPDX-License-Identifier: Apache-2.0
/** What the machine is. */
@NullMarked
package org.aiperf.device;

import org.jspecify.annotations.NullMarked;

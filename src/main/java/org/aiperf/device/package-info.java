// SPDX-License-Identifier: Apache-2.0
/**
 * What the machine is: its processors, accelerators and links, what it could compute at best, and the energy it takes.
 */
@NullMarked
package org.aiperf.device;

import org.jspecify.annotations.NullMarked;

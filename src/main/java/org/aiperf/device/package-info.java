// SPDX-License-Identifier: Apache-2.0
/**
 * What the machine is: its processors, accelerators and links, what it could compute at best, the energy it takes, and how it
 * is used.
 */
@NullMarked
package org.aiperf.device;

import org.jspecify.annotations.NullMarked;

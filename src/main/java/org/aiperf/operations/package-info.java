// SPDX-License-Identifier: Apache-2.0
/** What a network costs: elementary operations per image, counted analytically layer kind by layer kind. */
@NullMarked
package org.aiperf.operations;

import org.jspecify.annotations.NullMarked;

// SPDX-License-Identifier: Apache-2.0
/** Tests of the built application, by its scripts, on clusters of real processes. */
@NullMarked
package org.aiperf.cluster;

import org.jspecify.annotations.NullMarked;

// SPDX-License-Identifier: Apache-2.0
/**
 * Training a network, free of any training library: what a trainer is asked for and what it reports. Each library that
 * can train has a package of its own below this one.
 */
@NullMarked
package org.aiperf.training;

import org.jspecify.annotations.NullMarked;

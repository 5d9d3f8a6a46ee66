// SPDX-License-Identifier: Apache-2.0
/** Which network and which hyperparameters to try next, given what was tried. */
@NullMarked
package org.aiperf.search;

import org.jspecify.annotations.NullMarked;

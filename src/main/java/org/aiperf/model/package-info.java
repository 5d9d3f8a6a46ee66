// SPDX-License-Identifier: Apache-2.0
/** The best model of a run, in files that other programs read, and put to use. */
@NullMarked
package org.aiperf.model;

import org.jspecify.annotations.NullMarked;

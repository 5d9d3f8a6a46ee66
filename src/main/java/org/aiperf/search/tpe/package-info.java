// SPDX-License-Identifier: Apache-2.0
/** The tree-structured Parzen estimator: proposes numbers and choices from those that were tried and what came of them. */
@NullMarked
package org.aiperf.search.tpe;

import org.jspecify.annotations.NullMarked;

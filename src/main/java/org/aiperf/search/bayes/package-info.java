// SPDX-License-Identifier: Apache-2.0
/** Bayesian search: how far networks lie apart, and what that says about the accuracy of those not yet trained. */
@NullMarked
package org.aiperf.search.bayes;

import org.jspecify.annotations.NullMarked;

// SPDX-License-Identifier: Apache-2.0
/**
 * The body of a trial: find a network, train it, stop it by the rules, tell the driver. Runs on an executor and reaches
 * everything outside through interfaces.
 */
@NullMarked
package org.aiperf.trial;

import org.jspecify.annotations.NullMarked;

// SPDX-License-Identifier: Apache-2.0
@NullMarked
package org.aiperf.simulation;

import org.jspecify.annotations.NullMarked;

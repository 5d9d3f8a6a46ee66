// SPDX-License-Identifier: Apache-2.0
@NullMarked
package org.aiperf.training.choice;

import org.jspecify.annotations.NullMarked;

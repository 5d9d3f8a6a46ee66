// SPDX-License-Identifier: Apache-2.0
@NullMarked
package org.aiperf.unit;

import org.jspecify.annotations.NullMarked;

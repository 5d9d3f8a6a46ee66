// SPDX-License-Identifier: Apache-2.0
@NullMarked
package org.aiperf.benchmark;

import org.jspecify.annotations.NullMarked;

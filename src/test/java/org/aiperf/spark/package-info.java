// SPDX-License-Identifier: Apache-2.0
@NullMarked
package org.aiperf.spark;

import org.jspecify.annotations.NullMarked;

// SPDX-License-Identifier: Apache-2.0
@NullMarked
package org.aiperf.live;

import org.jspecify.annotations.NullMarked;

// SPDX-License-Identifier: Apache-2.0
@NullMarked
package org.aiperf.device;

import org.jspecify.annotations.NullMarked;

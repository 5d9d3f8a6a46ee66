// SPDX-License-Identifier: Apache-2.0
@NullMarked
package org.aiperf.history;

import org.jspecify.annotations.NullMarked;

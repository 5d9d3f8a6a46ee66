// SPDX-License-Identifier: Apache-2.0
@NullMarked
package org.aiperf.trial;

import org.jspecify.annotations.NullMarked;

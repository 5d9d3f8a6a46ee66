// SPDX-License-Identifier: Apache-2.0
@NullMarked
package org.aiperf.dataset.prepare;

import org.jspecify.annotations.NullMarked;

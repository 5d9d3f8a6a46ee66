// SPDX-License-Identifier: Apache-2.0
@NullMarked
package org.aiperf.training.libtorch;

import org.jspecify.annotations.NullMarked;

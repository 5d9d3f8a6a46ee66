// SPDX-License-Identifier: Apache-2.0
@NullMarked
package org.aiperf.training;

import org.jspecify.annotations.NullMarked;

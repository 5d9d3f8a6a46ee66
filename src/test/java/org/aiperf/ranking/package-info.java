// SPDX-License-Identifier: Apache-2.0
@NullMarked
package org.aiperf.ranking;

import org.jspecify.annotations.NullMarked;

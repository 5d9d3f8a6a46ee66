// SPDX-License-Identifier: Apache-2.0
@NullMarked
package org.aiperf.search;

import org.jspecify.annotations.NullMarked;

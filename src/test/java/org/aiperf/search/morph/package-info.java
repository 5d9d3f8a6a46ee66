// SPDX-License-Identifier: Apache-2.0
@NullMarked
package org.aiperf.search.morph;

import org.jspecify.annotations.NullMarked;

// SPDX-License-Identifier: Apache-2.0
@NullMarked
package org.aiperf.search.tpe;

import org.jspecify.annotations.NullMarked;

// SPDX-License-Identifier: Apache-2.0
@NullMarked
package org.aiperf.report;

import org.jspecify.annotations.NullMarked;

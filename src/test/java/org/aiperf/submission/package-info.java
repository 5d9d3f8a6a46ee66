// SPDX-License-Identifier: Apache-2.0
@NullMarked
package org.aiperf.submission;

import org.jspecify.annotations.NullMarked;

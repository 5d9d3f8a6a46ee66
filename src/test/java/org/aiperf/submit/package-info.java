// SPDX-License-Identifier: Apache-2.0
/** Tests of the launcher. */
@NullMarked
package org.aiperf.submit;

import org.jspecify.annotations.NullMarked;

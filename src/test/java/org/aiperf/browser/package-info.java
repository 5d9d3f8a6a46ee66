// SPDX-License-Identifier: Apache-2.0
/** A real browser, for tests of what people look at. */
@NullMarked
package org.aiperf.browser;

import org.jspecify.annotations.NullMarked;

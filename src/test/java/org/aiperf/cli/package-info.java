// SPDX-License-Identifier: Apache-2.0
@NullMarked
package org.aiperf.cli;

import org.jspecify.annotations.NullMarked;

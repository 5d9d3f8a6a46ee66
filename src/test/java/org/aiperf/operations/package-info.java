// SPDX-License-Identifier: Apache-2.0
@NullMarked
package org.aiperf.operations;

import org.jspecify.annotations.NullMarked;

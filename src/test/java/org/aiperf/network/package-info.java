// SPDX-License-Identifier: Apache-2.0
@NullMarked
package org.aiperf.network;

import org.jspecify.annotations.NullMarked;

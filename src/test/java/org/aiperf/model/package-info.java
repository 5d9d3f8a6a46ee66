// SPDX-License-Identifier: Apache-2.0
@NullMarked
package org.aiperf.model;

import org.jspecify.annotations.NullMarked;

// SPDX-License-Identifier: Apache-2.0
@NullMarked
package org.aiperf.training.dl4j.onednn;

import org.jspecify.annotations.NullMarked;

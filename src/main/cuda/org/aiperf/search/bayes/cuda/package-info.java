// SPDX-License-Identifier: Apache-2.0
/** Edit distances on GPUs of NVIDIA; part of builds with {@code -Dcuda} only, and found by name. */
@NullMarked
package org.aiperf.search.bayes.cuda;

import org.jspecify.annotations.NullMarked;

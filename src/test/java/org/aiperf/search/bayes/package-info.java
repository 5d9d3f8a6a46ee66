// SPDX-License-Identifier: Apache-2.0
@NullMarked
package org.aiperf.search.bayes;

import org.jspecify.annotations.NullMarked;

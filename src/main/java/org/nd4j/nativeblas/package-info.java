// SPDX-License-Identifier: Apache-2.0
/** A class that Deeplearning4j looks for under this name; see {@link org.nd4j.nativeblas.Nd4jCpu}. */
@NullMarked
package org.nd4j.nativeblas;

import org.jspecify.annotations.NullMarked;

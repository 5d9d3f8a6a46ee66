// SPDX-License-Identifier: Apache-2.0
/**
 * Training with Deeplearning4j: a network becomes a computation graph of one layer that oneDNN computes, or of stock
 * layers. With the package below the only one that touches Deeplearning4j and ND4J.
 */
@NullMarked
package org.aiperf.training.dl4j;

import org.jspecify.annotations.NullMarked;

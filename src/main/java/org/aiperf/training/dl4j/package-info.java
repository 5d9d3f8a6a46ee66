// SPDX-License-Identifier: Apache-2.0
/**
 * Training with Deeplearning4j: a network becomes a computation graph of stock layers, which run on oneDNN on the CPU.
 * The only package that touches Deeplearning4j and ND4J.
 */
@NullMarked
package org.aiperf.training.dl4j;

import org.jspecify.annotations.NullMarked;

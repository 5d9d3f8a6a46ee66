// SPDX-License-Identifier: Apache-2.0
/**
 * A whole network as one layer of Deeplearning4j, computed by oneDNN: the fast way to train on a CPU. The layer compiles
 * the network into a list of primitives with fixed memory, so that a step is a walk along this list.
 */
@NullMarked
package org.aiperf.training.dl4j.onednn;

import org.jspecify.annotations.NullMarked;

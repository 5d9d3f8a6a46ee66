// SPDX-License-Identifier: Apache-2.0
/**
 * Neural networks as values: an immutable graph of layers with inferred shapes, its weights, its exchange formats and
 * the networks that a search starts from. Tensors are nodes, layers are edges (method section 3.1).
 */
@NullMarked
package org.aiperf.network;

import org.jspecify.annotations.NullMarked;

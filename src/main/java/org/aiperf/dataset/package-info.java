// SPDX-License-Identifier: Apache-2.0
/**
 * Labelled images in TFRecord shards on any Hadoop file system: the files, their reading order, decoding and
 * preprocessing, and the import of Fashion-MNIST.
 */
@NullMarked
package org.aiperf.dataset;

import org.jspecify.annotations.NullMarked;

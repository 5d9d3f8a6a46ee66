// SPDX-License-Identifier: Apache-2.0
/**
 * Makes a data set of TFRecord shards out of the forms in which people have their images: what a source holds, which
 * image goes where, the writing of one shard, and what must be true in the end. Nothing here knows who runs the tasks.
 */
@NullMarked
package org.aiperf.dataset.prepare;

import org.jspecify.annotations.NullMarked;

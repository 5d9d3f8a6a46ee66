// SPDX-License-Identifier: Apache-2.0
/** What flows from a data set to a trainer: batches of raw images with their labels. */
@NullMarked
package org.aiperf.image;

import org.jspecify.annotations.NullMarked;

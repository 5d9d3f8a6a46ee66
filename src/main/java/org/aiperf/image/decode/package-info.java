// SPDX-License-Identifier: Apache-2.0
/** Encoded images, JPEG and PNG, to samples: one contract, kept by libjpeg-turbo where the machine has it and by ImageIO. */
@NullMarked
package org.aiperf.image.decode;

import org.jspecify.annotations.NullMarked;

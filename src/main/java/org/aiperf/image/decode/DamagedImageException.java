// SPDX-License-Identifier: Apache-2.0
package org.aiperf.image.decode;

import java.io.IOException;

/** An image is cut off, corrupt, too large or of a kind that cannot be decoded. */
public final class DamagedImageException extends IOException {

    private static final long serialVersionUID = 1L;

    /** @param problem what is wrong, as the end of a sentence: "its image ..." */
    public DamagedImageException(String problem) {
        super(problem);
    }

    DamagedImageException(String problem, Throwable cause) {
        super(problem, cause);
    }
}

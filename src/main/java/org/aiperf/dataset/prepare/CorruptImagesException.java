// SPDX-License-Identifier: Apache-2.0
package org.aiperf.dataset.prepare;

import java.io.IOException;
import java.util.List;
import org.aiperf.dataset.prepare.ShardReport.Remark;

/** More images are corrupt than may be. The message says how many and what to do. */
public final class CorruptImagesException extends IOException {

    private static final long serialVersionUID = 1L;

    @SuppressWarnings("serial") // Always a list that can be serialized.
    private final List<Remark> images;

    public CorruptImagesException(String message, List<Remark> images) {
        super(message);
        this.images = List.copyOf(images);
    }

    /** The images and what is wrong with them. */
    public List<Remark> images() {
        return images;
    }
}
